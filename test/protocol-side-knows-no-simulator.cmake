# SPDX-License-Identifier: GPL-2.0-only
#
# Fails if the protocol side reaches a header or a symbol of ns-3. An installed ns-3 lies in /usr/include/ns3,
# where the compiler finds it without being told, so it is not enough that no include path names it.
#
# cmake -DMODULE=<source folder> -DCOMMANDS=<compile_commands.json> -DLIBRARY=<static library>
#       -DPROGRAM=<a program of the protocol side> -DNM=<nm> -P <this file>

cmake_minimum_required(VERSION 3.19)

set(protocol_dir "${MODULE}/model/protocol/")
set(faults)

# The headers that each source reaches, by the compiler's own account: its command, told to list them.
file(READ "${COMMANDS}" commands)
string(JSON last LENGTH "${commands}")
math(EXPR last "${last} - 1")
set(examined 0)
foreach(i RANGE ${last})
  string(JSON source GET "${commands}" ${i} file)
  string(FIND "${source}" "${protocol_dir}" position)
  if(NOT position EQUAL 0)
    continue()
  endif()
  string(JSON folder GET "${commands}" ${i} directory)
  string(JSON command GET "${commands}" ${i} command)
  separate_arguments(command UNIX_COMMAND "${command}")
  list(FIND command -o output)
  math(EXPR object "${output} + 1")
  list(REMOVE_AT command ${output} ${object})
  list(REMOVE_ITEM command -c)
  execute_process(
    COMMAND ${command} -M
    WORKING_DIRECTORY "${folder}"
    OUTPUT_VARIABLE rule
    COMMAND_ERROR_IS_FATAL ANY
  )
  string(REGEX REPLACE "^[^:]*:" "" rule "${rule}")
  string(REPLACE "\\\n" " " rule "${rule}")
  separate_arguments(headers UNIX_COMMAND "${rule}")
  foreach(header IN LISTS headers)
    get_filename_component(header "${header}" ABSOLUTE BASE_DIR "${folder}")
    string(FIND "${header}" "${protocol_dir}" in_protocol)
    string(FIND "${header}" "${MODULE}/" in_module)
    if(header MATCHES "/ns3/[^/]*$" OR (in_module EQUAL 0 AND NOT in_protocol EQUAL 0))
      list(APPEND faults "${source} reaches the header ${header}")
    endif()
  endforeach()
  math(EXPR examined "${examined} + 1")
endforeach()
if(examined EQUAL 0)
  list(APPEND faults "${COMMANDS} has no source of ${protocol_dir}")
endif()

execute_process(
  COMMAND "${NM}" --demangle "${LIBRARY}"
  OUTPUT_VARIABLE symbols
  COMMAND_ERROR_IS_FATAL ANY
)
if(NOT symbols MATCHES "tcplifecycle::")
  list(APPEND faults "${NM} finds nothing of the protocol side in ${LIBRARY}")
endif()
string(REGEX MATCHALL "[^\n]*[^A-Za-z0-9_]ns3::[^\n]*" simulator_symbols "${symbols}")
foreach(symbol IN LISTS simulator_symbols)
  list(APPEND faults "${LIBRARY} has the symbol ${symbol}")
endforeach()

execute_process(
  COMMAND ldd "${PROGRAM}"
  OUTPUT_VARIABLE loaded
  COMMAND_ERROR_IS_FATAL ANY
)
if(loaded MATCHES "libns3[^ \n]*")
  list(APPEND faults "${PROGRAM} loads ${CMAKE_MATCH_0}")
endif()

list(REMOVE_DUPLICATES faults)
if(faults)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "The protocol side knows a simulator:\n  ${faults}")
endif()
message(STATUS "${examined} sources, their headers and the library are free of ns-3")
