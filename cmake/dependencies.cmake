# Third-party libraries, each as one target that layers link PRIVATE.
find_package(Threads REQUIRED)
find_package(Torch REQUIRED)
find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio)
find_package(nlohmann_json REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(ZLIB REQUIRED)
find_package(LibArchive REQUIRED)
find_package(GIF REQUIRED)
find_package(TIFF 4.5 REQUIRED)
find_package(Freetype REQUIRED)
find_package(Fontconfig REQUIRED)
find_package(CLI11 REQUIRED)
find_package(SQLite3 3.38 REQUIRED)

# LibTorch: its headers warn by the hundred, so they are SYSTEM; its flags set the C++ ABI.
add_library(diffuscope_torch INTERFACE)
target_include_directories(diffuscope_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(diffuscope_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(DIFFUSCOPE_TORCH_FLAGS NATIVE_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(diffuscope_torch INTERFACE ${DIFFUSCOPE_TORCH_FLAGS})

# at::parallel_for is a template around an OpenMP pragma: without the flag it is silently serial. ThreadSanitizer does
# not see how OpenMP's threads wait for each other, so there it stays serial.
if(NOT DIFFUSCOPE_SANITIZE STREQUAL "thread")
  find_package(OpenMP REQUIRED COMPONENTS CXX)
  target_link_libraries(diffuscope_torch INTERFACE OpenMP::OpenMP_CXX)
endif()

add_library(diffuscope_opencv INTERFACE)
target_include_directories(diffuscope_opencv SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(diffuscope_opencv INTERFACE opencv_core opencv_imgproc opencv_imgcodecs)

add_library(diffuscope_video INTERFACE)
target_include_directories(diffuscope_video SYSTEM INTERFACE ${OpenCV_INCLUDE_DIRS})
target_link_libraries(diffuscope_video INTERFACE opencv_videoio)

# xxHash: a header and a small library, without a package file in every distribution.
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)
find_library(XXHASH_LIBRARY xxhash REQUIRED)
add_library(diffuscope_xxhash INTERFACE)
target_include_directories(diffuscope_xxhash SYSTEM INTERFACE ${XXHASH_INCLUDE_DIR})
target_link_libraries(diffuscope_xxhash INTERFACE ${XXHASH_LIBRARY})

# libwebp with its reader and its writer of animations: small libraries without a package file in every distribution.
find_path(WEBP_INCLUDE_DIR webp/demux.h REQUIRED)
find_library(WEBP_LIBRARY webp REQUIRED)
find_library(WEBP_DEMUX_LIBRARY webpdemux REQUIRED)
find_library(WEBP_MUX_LIBRARY webpmux REQUIRED)
add_library(diffuscope_webp INTERFACE)
target_include_directories(diffuscope_webp SYSTEM INTERFACE ${WEBP_INCLUDE_DIR})
target_link_libraries(diffuscope_webp INTERFACE ${WEBP_DEMUX_LIBRARY} ${WEBP_MUX_LIBRARY} ${WEBP_LIBRARY})

# FFmpeg's libraries write videos. Which encoders they have is asked when one is written.
find_package(PkgConfig REQUIRED)
pkg_check_modules(DIFFUSCOPE_LIBAV REQUIRED IMPORTED_TARGET libavformat libavcodec libswscale libavutil)

if(DIFFUSCOPE_UI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets Svg)
endif()
if(DIFFUSCOPE_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
endif()
