# SPDX-License-Identifier: GPL-2.0-only
#
# Crypto++ brings no CMake package of its own. Defines the target CryptoPP::CryptoPP.

find_path(CryptoPP_INCLUDE_DIR NAMES cryptopp/siphash.h)
find_library(CryptoPP_LIBRARY NAMES cryptopp crypto++)
mark_as_advanced(CryptoPP_INCLUDE_DIR CryptoPP_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  CryptoPP
  REQUIRED_VARS CryptoPP_LIBRARY CryptoPP_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "On Debian: apt-get install libcrypto++-dev"
)

if(CryptoPP_FOUND AND NOT TARGET CryptoPP::CryptoPP)
  add_library(CryptoPP::CryptoPP UNKNOWN IMPORTED)
  set_target_properties(
    CryptoPP::CryptoPP
    PROPERTIES IMPORTED_LOCATION "${CryptoPP_LIBRARY}"
               INTERFACE_INCLUDE_DIRECTORIES "${CryptoPP_INCLUDE_DIR}"
  )
endif()
