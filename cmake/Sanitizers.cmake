# SPDX-License-Identifier: GPL-2.0-only

option(
  TCP_LIFECYCLE_SANITIZE
  "Build with the address and undefined-behaviour sanitizers; the first report ends the program"
  OFF
)

if(TCP_LIFECYCLE_SANITIZE)
  add_compile_options(
    -fsanitize=address,undefined -fno-sanitize-recover=all
    -fno-omit-frame-pointer -O1 -g1 -UNDEBUG
  )
  add_link_options(-fsanitize=address,undefined)
endif()

# In a build for a check, what nearly each file of a library includes is read once. A build for use shows that
# each file includes what it needs.
function(precompile_for_checks name)
  if(TCP_LIFECYCLE_SANITIZE)
    target_precompile_headers(${name} PRIVATE ${ARGN})
  endif()
endfunction()
