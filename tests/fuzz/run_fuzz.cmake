# Runs one fuzz target for a bounded time, the same way each time: from an empty folder for what it finds, one seed and
# the committed inputs, which stay as they are.
set(found ${NAME}-found)
file(REMOVE_RECURSE ${found})
file(MAKE_DIRECTORY ${found})
set(options -seed=1 -max_total_time=${SECONDS} -max_len=${LENGTH} -rss_limit_mb=512 -timeout=5 -verbosity=0
  -print_final_stats=1 -artifact_prefix=${found}/crash-)
if(EXISTS ${DICTIONARY})
  list(APPEND options -dict=${DICTIONARY})
endif()
# AddressSanitizer keeps freed memory for a while; less of it leaves the memory limit to the reader.
execute_process(COMMAND ${CMAKE_COMMAND} -E env ASAN_OPTIONS=quarantine_size_mb=32 ${TARGET} ${options} ${found} ${CORPUS} RESULT_VARIABLE code)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "fuzz_${NAME}: an input broke the reader; it lies in the build's tests/fuzz/${found}")
endif()
