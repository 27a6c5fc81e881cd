# SPDX-License-Identifier: GPL-2.0-only
#
# Finds an installed ns-3; makes the interface target `installed-ns3` of the modules used here, and sets
# installed_ns3_include_dir to the folder that has its folder ns3/ of headers.

# ns-3 declares its versions compatible with themselves only: ask for any, compare afterwards.
find_package(ns3 QUIET)
if(NOT ns3_FOUND OR ns3_VERSION VERSION_LESS 3.36)
  message(
    FATAL_ERROR
      "No installed ns-3 found (3.36 or later). On Debian 12: apt-get install libns3-dev ns3. "
      "Elsewhere: -Dns3_DIR=<prefix>/lib/cmake/ns3"
  )
endif()

# An exported ns-3 names every include folder and library of the machine it was built on, those of
# libxml2, Python and SQLite among them, and CMake refuses a target that names what does not exist.
# ns-3's headers need none of these folders, and its shared libraries load their own.
get_property(imported_targets DIRECTORY PROPERTY IMPORTED_TARGETS)
list(FILTER imported_targets INCLUDE REGEX "^ns3::lib")
foreach(target IN LISTS imported_targets)
  get_target_property(folders ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set(ns3_folders)
  foreach(folder IN LISTS folders)
    if(IS_DIRECTORY "${folder}/ns3")
      list(APPEND ns3_folders "${folder}")
    endif()
  endforeach()
  get_target_property(libraries ${target} INTERFACE_LINK_LIBRARIES)
  list(FILTER libraries EXCLUDE REGEX "^/")
  set_target_properties(
    ${target} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${ns3_folders}"
                         INTERFACE_LINK_LIBRARIES "${libraries}"
  )
endforeach()

get_target_property(installed_ns3_include_dir ns3::libcore INTERFACE_INCLUDE_DIRECTORIES)
list(GET installed_ns3_include_dir 0 installed_ns3_include_dir)

add_library(installed-ns3 INTERFACE)
target_link_libraries(
  installed-ns3
  INTERFACE ns3::libcore
            ns3::libnetwork
            ns3::libinternet
            ns3::libtraffic-control
            ns3::libpoint-to-point
            ns3::libapplications
)
# The library has logging compiled in, and a class of its headers (UdpClient) has one member more then.
target_compile_definitions(installed-ns3 INTERFACE NS3_LOG_ENABLE)
if(CMAKE_BUILD_TYPE STREQUAL Debug OR TCP_LIFECYCLE_SANITIZE)
  target_compile_definitions(installed-ns3 INTERFACE NS3_ASSERT_ENABLE)
endif()
