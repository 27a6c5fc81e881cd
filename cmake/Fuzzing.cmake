# SPDX-License-Identifier: GPL-2.0-only

option(
  TCP_LIFECYCLE_FUZZ
  "Build the fuzz targets, which need clang's libFuzzer, and everything else as they need it"
  OFF
)

if(TCP_LIFECYCLE_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(
      FATAL_ERROR
        "TCP_LIFECYCLE_FUZZ wants clang (-DCMAKE_CXX_COMPILER=clang++), as libFuzzer is a part of it; "
        "this is ${CMAKE_CXX_COMPILER_ID}"
    )
  endif()
  set(TCP_LIFECYCLE_SANITIZE ON)
  # Everything reports its coverage; main() comes into the fuzz targets alone.
  add_compile_options(-fsanitize=fuzzer-no-link)
  add_link_options(-fsanitize=fuzzer-no-link)
endif()
