# diffuscope_test(<file.cpp> [LIBS <target>...] [TORCH] [GUI] [TIMEOUT <seconds>] [WATCHED thread|address...])
#
# One Qt Test file, one ctest entry named by the file, always offscreen and a process of its own. The files of a folder
# are one program, tests_<folder>: linking and moc run once a folder. WATCHED names the sanitizers that
# watch it: a build with one has only those tests. ThreadSanitizer is for what happens on several threads of ours,
# AddressSanitizer for what handles memory and files by hand.

add_custom_target(test_programs)

# What nearly every test includes, compiled once. What is measured is in the libraries, so tests are not optimised. Qt
# defines the folders of each test for the compiler, which would make the header fit one folder alone.
set(DIFFUSCOPE_TEST_OPTIONS -fPIC -UQT_TESTCASE_BUILDDIR -UQT_TESTCASE_SOURCEDIR -Wno-subobject-linkage
  $<$<CONFIG:Release>:-O0>)
# Written once: a newer one would have all tests built again.
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/test_pch.cpp CONTENT "")
function(diffuscope_test_header name)
  cmake_parse_arguments(ARG "" "" "LIBS;DEFINITIONS;HEADERS" ${ARGN})
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/test_pch.cpp)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS ${ARG_DEFINITIONS})
  target_compile_options(${name} PRIVATE ${DIFFUSCOPE_TEST_OPTIONS})
  target_link_libraries(${name} PRIVATE diffuscope_warnings Qt6::Test Threads::Threads ${ARG_LIBS})
  target_precompile_headers(${name} PRIVATE <QtTest> ${ARG_HEADERS} <filesystem> <functional> <string> <vector>)
endfunction()
diffuscope_test_header(diffuscope_test_pch)
if(NOT DIFFUSCOPE_SANITIZE) # a few files would not pay for it
  diffuscope_test_header(diffuscope_torch_test_pch LIBS diffuscope_torch HEADERS <torch/types.h> <map> <memory>)
endif()
if(DIFFUSCOPE_UI)
  diffuscope_test_header(diffuscope_gui_test_pch LIBS Qt6::Widgets DEFINITIONS QT_NO_CAST_TO_ASCII
    DIFFUSCOPE_VERSION="${PROJECT_VERSION}" HEADERS <QtWidgets>)
endif()

# The program of the folder that calls; made at the first call.
function(diffuscope_test_program out)
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" program ${folder})
  set(${out} ${program} PARENT_SCOPE)
  if(TARGET ${program})
    return()
  endif()
  add_executable(${program} ${CMAKE_SOURCE_DIR}/tests/support/test_main.cpp)
  add_dependencies(test_programs ${program})
  # Reading a precompiled header takes a file longer than its own lines do: four share the reading. Their names must differ.
  diffuscope_moc(${program})
  set_target_properties(${program} PROPERTIES UNITY_BUILD_BATCH_SIZE 4 RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(DIFFUSCOPE_SANITIZE)
    set_target_properties(${program} PROPERTIES UNITY_BUILD OFF)
  endif()
  target_include_directories(${program} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${program} PRIVATE QT_NO_KEYWORDS DIFFUSCOPE_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden"
    DIFFUSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_compile_options(${program} PRIVATE ${DIFFUSCOPE_TEST_OPTIONS})
  target_link_libraries(${program} PRIVATE diffuscope_warnings Qt6::Test)
  cmake_language(EVAL CODE "cmake_language(DEFER CALL diffuscope_finish_test_program ${program})")
endfunction()

# Which precompiled header the program takes is known when all its files are. LibTorch's with the layers' network modules
# costs every file that reads it six seconds, so where there is no other the files that can do without do; that of the
# tests is worth it for all files of the program.
function(diffuscope_finish_test_program program)
  get_target_property(torch ${program} DIFFUSCOPE_TORCH)
  get_target_property(gui ${program} DIFFUSCOPE_GUI)
  # AUTOMOC's own file is empty where every test includes its .moc.
  set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${program}_autogen/mocs_compilation.cpp
    PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  if(torch AND TARGET diffuscope_torch_test_pch)
    target_precompile_headers(${program} REUSE_FROM diffuscope_torch_test_pch)
  elseif(torch)
    target_precompile_headers(${program} REUSE_FROM diffuscope_torch_pch)
    get_target_property(sources ${program} SOURCES)
    list(REMOVE_ITEM sources ${torch})
    set_source_files_properties(${sources} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  elseif(gui)
    target_precompile_headers(${program} REUSE_FROM diffuscope_gui_test_pch)
  else()
    target_precompile_headers(${program} REUSE_FROM diffuscope_test_pch)
  endif()
endfunction()

function(diffuscope_test file)
  cmake_parse_arguments(ARG "TORCH;GUI" "TIMEOUT" "LIBS;WATCHED" ${ARGN})
  if(DIFFUSCOPE_SANITIZE AND NOT DIFFUSCOPE_SANITIZE IN_LIST ARG_WATCHED)
    return()
  endif()
  get_filename_component(name ${file} NAME_WE)
  get_filename_component(path ${file} ABSOLUTE)
  diffuscope_test_program(program)
  target_sources(${program} PRIVATE ${path})
  target_link_libraries(${program} PRIVATE ${ARG_LIBS})
  if(ARG_GUI)
    target_link_libraries(${program} PRIVATE Qt6::Widgets)
    set_target_properties(${program} PROPERTIES DIFFUSCOPE_GUI ON)
  endif()
  if(ARG_TORCH)
    target_link_libraries(${program} PRIVATE diffuscope_torch)
    set_property(TARGET ${program} APPEND PROPERTY DIFFUSCOPE_TORCH ${path})
  endif()
  add_test(NAME ${name} COMMAND ${program} ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 480)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT
    "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;GOMP_SPINCOUNT=2000;OPENBLAS_NUM_THREADS=1;QTEST_FUNCTION_TIMEOUT=900000;${DIFFUSCOPE_SANITIZER_OPTIONS}")
endfunction()
