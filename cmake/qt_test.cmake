# diffuscope_test(<file.cpp> [LIBS <target>...] [TORCH] [GUI] [SANITIZED] [TIMEOUT <seconds>])
#
# SANITIZED marks what the presets dev-asan and dev-tsan build (target sanitized_tests) and run: threads and files.
# One Qt Test file, one executable, one ctest entry (named by the file), always offscreen and single-run.
add_custom_target(sanitized_tests)

function(diffuscope_test file)
  cmake_parse_arguments(ARG "TORCH;GUI;SANITIZED" "TIMEOUT" "LIBS" ${ARGN})
  get_filename_component(name ${file} NAME_WE)
  add_executable(${name} ${file})
  set_target_properties(${name} PROPERTIES AUTOMOC ON UNITY_BUILD OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE QT_NO_KEYWORDS DIFFUSCOPE_GOLDEN_DIR="${CMAKE_SOURCE_DIR}/tests/golden"
    DIFFUSCOPE_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE diffuscope_warnings Qt6::Test ${ARG_LIBS})
  if(ARG_GUI)
    target_link_libraries(${name} PRIVATE Qt6::Widgets)
  endif()
  if(ARG_TORCH)
    target_link_libraries(${name} PRIVATE diffuscope_torch)
    target_precompile_headers(${name} REUSE_FROM diffuscope_torch_pch)
    target_compile_options(${name} PRIVATE -fPIC) # as the header; newer CMake gives programs -fPIE
    # AUTOMOC's own file is empty where the test includes its .moc, and must not pay for the header.
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${name}_autogen/mocs_compilation.cpp
      PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  endif()
  add_test(NAME ${name} COMMAND ${name})
  if(ARG_SANITIZED)
    add_dependencies(sanitized_tests ${name})
    set_tests_properties(${name} PROPERTIES LABELS sanitized)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 480)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} ENVIRONMENT
    "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;GOMP_SPINCOUNT=2000;QTEST_FUNCTION_TIMEOUT=900000;${DIFFUSCOPE_SANITIZER_OPTIONS}")
endfunction()
