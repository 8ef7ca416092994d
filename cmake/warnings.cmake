# Every warning we can act on, for our own code only (third-party headers are SYSTEM).
add_library(diffuscope_warnings INTERFACE)
target_compile_options(diffuscope_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
  -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough
  $<$<BOOL:${DIFFUSCOPE_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports these from inside inlined standard-library and LibTorch code, with no way to act on them.
  target_compile_options(diffuscope_warnings INTERFACE
    -Wno-null-dereference -Wno-maybe-uninitialized -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict)
  # A catalog answers a name with a reference to its own constant; GCC 13 takes that for a part of the name.
  if(CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
    target_compile_options(diffuscope_warnings INTERFACE -Wno-dangling-reference)
  endif()
endif()
