# diffuscope_layer(<name> [UNMEASURED] [USES <layer>...] [LIBS <third party>...] [TORCH <file>...])
#
# One static library for one folder: every .cpp in it and in its sub-folders, its headers
# verified to compile alone. Layers are visible upwards by USES; third-party libraries stay PRIVATE,
# so a header that is not in the list above it does not even link. TORCH names the files that include LibTorch's
# headers: they share one precompiled header, which costs every file that reads it seconds; the others do without.
# UNMEASURED: calls what takes the time and takes none itself, so -O1 will do, which compiles in half the time.
function(diffuscope_layer name)
  cmake_parse_arguments(ARG "UNMEASURED" "" "USES;LIBS;TORCH" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  add_library(diffuscope_${name} STATIC ${sources})
  target_sources(diffuscope_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${CMAKE_SOURCE_DIR} FILES ${headers})
  target_include_directories(diffuscope_${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_definitions(diffuscope_${name} PUBLIC QT_NO_KEYWORDS)
  set(together ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/diffuscope_${name}.dir/Unity/unity_plain_cxx.cxx)
  if(ARG_UNMEASURED AND ARG_TORCH AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    # These versions take a precompiled header only at the level it was made at.
    set_source_files_properties(${together} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O1>)
  elseif(ARG_UNMEASURED)
    target_compile_options(diffuscope_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  foreach(layer IN LISTS ARG_USES)
    target_link_libraries(diffuscope_${name} PUBLIC diffuscope_${layer})
  endforeach()
  target_link_libraries(diffuscope_${name} PRIVATE diffuscope_warnings Threads::Threads ${ARG_LIBS})
  # In a unity build a layer is two files: what includes LibTorch's headers, and what does not.
  set_target_properties(diffuscope_${name} PROPERTIES UNITY_BUILD_MODE GROUP)
  if(ARG_TORCH)
    target_link_libraries(diffuscope_${name} PRIVATE diffuscope_torch)
    list(TRANSFORM ARG_TORCH PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE torch_sources)
    list(REMOVE_ITEM sources ${torch_sources})
    set_source_files_properties(${torch_sources} PROPERTIES UNITY_GROUP torch)
    if(TARGET diffuscope_torch_pch)
      target_precompile_headers(diffuscope_${name} REUSE_FROM diffuscope_torch_pch)
      set_source_files_properties(${sources} ${together} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  else()
    set_target_properties(diffuscope_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
  set_source_files_properties(${sources} PROPERTIES UNITY_GROUP plain)
endfunction()

# Qt's targets ask for -fPIC, and a precompiled header serves only code compiled alike: so everything is.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

# The one compilation of what the layers use of LibTorch; <torch/torch.h> whole would be half as large again.
add_library(diffuscope_torch_pch OBJECT ${CMAKE_SOURCE_DIR}/cmake/torch_pch.cpp)
target_compile_definitions(diffuscope_torch_pch PUBLIC QT_NO_KEYWORDS)
target_link_libraries(diffuscope_torch_pch PRIVATE diffuscope_warnings diffuscope_torch Threads::Threads)
target_precompile_headers(diffuscope_torch_pch PRIVATE
  <torch/types.h> <torch/nn/module.h> <torch/nn/pimpl.h> <torch/nn/modules/container/modulelist.h>
  <torch/nn/modules/conv.h> <torch/nn/modules/embedding.h> <torch/nn/modules/linear.h>
  <torch/nn/modules/normalization.h> <string> <vector> <map> <memory>)
