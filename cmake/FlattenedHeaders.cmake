# SPDX-License-Identifier: GPL-2.0-only
#
# ns-3 flattens the public headers of all modules into one folder, ns3/. This makes the same for this
# module: a forwarding header each, and ns3/tcp-lifecycle-module.h that includes them all.

set(flattened_include_dir ${PROJECT_BINARY_DIR}/include)

add_library(tcp-lifecycle-headers INTERFACE)
target_include_directories(tcp-lifecycle-headers INTERFACE ${flattened_include_dir})

# flatten_headers(<header>...): named from the source folder on.
function(flatten_headers)
  set(folder ${flattened_include_dir}/ns3)
  set(umbrella "#ifndef NS3_MODULE_TCP_LIFECYCLE\n#define NS3_MODULE_TCP_LIFECYCLE\n")
  set(wanted ${folder}/tcp-lifecycle-module.h)
  foreach(header IN LISTS ARGN)
    get_filename_component(name ${header} NAME)
    if(${folder}/${name} IN_LIST wanted)
      message(FATAL_ERROR "Two public headers are named ${name}: the name must be unique in ns3/")
    endif()
    if(EXISTS ${installed_ns3_include_dir}/ns3/${name})
      message(FATAL_ERROR "${header} would hide ns-3's own ns3/${name}: the name must be unique in ns3/")
    endif()
    list(APPEND wanted ${folder}/${name})
    file(CONFIGURE OUTPUT ${folder}/${name} CONTENT "#include \"${PROJECT_SOURCE_DIR}/${header}\"\n" @ONLY)
    string(APPEND umbrella "#include \"${name}\"\n")
  endforeach()
  string(APPEND umbrella "#endif\n")
  file(CONFIGURE OUTPUT ${folder}/tcp-lifecycle-module.h CONTENT "${umbrella}" @ONLY)

  # A header that was renamed must not be found under its old name.
  file(GLOB present ${folder}/*.h)
  list(REMOVE_ITEM present ${wanted})
  if(present)
    file(REMOVE ${present})
  endif()
endfunction()
