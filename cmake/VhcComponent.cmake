# Compiler settings shared by everything, as a target that is linked, never as directory-wide flags.
include(VhcHardening)
add_library(vhc_settings INTERFACE)
target_link_libraries(vhc_settings INTERFACE vhc_hardening)
target_compile_features(vhc_settings INTERFACE cxx_std_20)
target_compile_options(vhc_settings INTERFACE
  # Designated initialisers leave out what has a default.
  -Wall -Wextra -Wno-missing-field-initializers -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  $<$<COMPILE_LANGUAGE:CXX>:-Wold-style-cast>
  # g++ 12 takes "text" + std::string for an overlapping copy (its bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${VHC_WERROR}>:-Werror>)
if(VHC_SANITIZE)
  target_compile_options(vhc_settings INTERFACE -fsanitize=${VHC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(vhc_settings INTERFACE -fsanitize=${VHC_SANITIZE})
endif()
if(VHC_FUZZ)
  target_compile_options(vhc_settings INTERFACE -fsanitize=fuzzer-no-link)
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

# vhc_component(NAME SOURCES ... [INCLUDE dir] [PUBLIC targets] [PRIVATE targets])
# Makes the static library vhc_NAME, known as vhc::NAME. Only its own include folder is exposed, so that including
# what a component may not know does not compile.
function(vhc_component name)
  cmake_parse_arguments(arg "" "INCLUDE" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  if(NOT arg_INCLUDE)
    set(arg_INCLUDE include)
  endif()
  add_library(vhc_${name} STATIC ${arg_SOURCES})
  add_library(vhc::${name} ALIAS vhc_${name})
  set_target_properties(vhc_${name} PROPERTIES
    EXPORT_NAME ${name}
    VHC_HEADERS ${CMAKE_CURRENT_SOURCE_DIR}/${arg_INCLUDE})
  target_include_directories(vhc_${name} PUBLIC
    $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/${arg_INCLUDE}>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})  # private headers are named by their folder: "trust/lists/list_text.h"
  target_link_libraries(vhc_${name}
    PUBLIC ${arg_PUBLIC}
    PRIVATE $<BUILD_INTERFACE:vhc_settings> ${arg_PRIVATE})
  target_compile_features(vhc_${name} PUBLIC cxx_std_20)
endfunction()
