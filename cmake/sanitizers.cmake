# DIFFUSCOPE_SANITIZE=address or thread, for the whole build.
set(DIFFUSCOPE_SANITIZE "" CACHE STRING "Sanitizer: empty, address or thread")
if(DIFFUSCOPE_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
  # LibTorch keeps memory to its end and defines some symbols in two libraries.
  set(DIFFUSCOPE_SANITIZER_OPTIONS
      "ASAN_OPTIONS=detect_leaks=0:detect_odr_violation=0;UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1")
elseif(DIFFUSCOPE_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
  set(DIFFUSCOPE_SANITIZER_OPTIONS
      "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp:halt_on_error=1:second_deadlock_stack=1")
elseif(NOT DIFFUSCOPE_SANITIZE STREQUAL "")
  message(FATAL_ERROR "DIFFUSCOPE_SANITIZE is '${DIFFUSCOPE_SANITIZE}'; use address, thread or nothing")
endif()
