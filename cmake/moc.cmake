# diffuscope_moc(target): has moc look at the target's own lines only. It would follow every #include, LibTorch's as well,
# to find macros that nobody here defines, and take twenty times as long; what it writes is the same.
if(CMAKE_HOST_UNIX AND TARGET Qt6::moc)
  get_target_property(DIFFUSCOPE_MOC Qt6::moc IMPORTED_LOCATION)
  if(NOT DIFFUSCOPE_MOC)
    get_target_property(DIFFUSCOPE_MOC Qt6::moc IMPORTED_LOCATION_NONE)
  endif()
endif()
if(DIFFUSCOPE_MOC)
  set(DIFFUSCOPE_OWN_MOC ${CMAKE_BINARY_DIR}/moc.sh)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/moc.sh.in ${DIFFUSCOPE_OWN_MOC} @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
endif()

function(diffuscope_moc target)
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  if(DIFFUSCOPE_OWN_MOC)
    set_target_properties(${target} PROPERTIES AUTOMOC_EXECUTABLE ${DIFFUSCOPE_OWN_MOC} AUTOMOC_COMPILER_PREDEFINES OFF)
  endif()
endfunction()
