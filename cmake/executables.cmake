# Executables hand nothing of Qt to the libraries that they load: see the map.
add_link_options("$<$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>:LINKER:--version-script=${CMAKE_SOURCE_DIR}/cmake/no_qt_exports.map>")
