# Parts of the program that it opens on demand, with dlopen: libraries that most commands do not need.

include_guard(GLOBAL)

# Where they lie, seen from the program's own folder; in the build tree as installed, so that one rule finds both.
file(RELATIVE_PATH vhc_module_folder "/${CMAKE_INSTALL_BINDIR}" "/${CMAKE_INSTALL_LIBDIR}/vhc")

# What a program that opens modules links: the loader, and the headers of what they show.
add_library(vhc_module_loading INTERFACE)
target_compile_definitions(vhc_module_loading INTERFACE VHC_MODULE_FOLDER="${vhc_module_folder}")
target_link_libraries(vhc_module_loading INTERFACE ${CMAKE_DL_LIBS})

# vhc_module(NAME SOURCES ... HEADERS folders PRIVATE targets)
# Makes libvhc-NAME.so. It shows nothing of the static libraries in it, and needs only the shared ones it calls. HEADERS
# is what the program may include to call it.
function(vhc_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PRIVATE" ${ARGN})
  list(TRANSFORM arg_HEADERS PREPEND "${CMAKE_CURRENT_SOURCE_DIR}/")
  target_include_directories(vhc_module_loading INTERFACE ${arg_HEADERS})
  add_library(vhc_${name}_module MODULE ${arg_SOURCES})
  set_target_properties(vhc_${name}_module PROPERTIES
    OUTPUT_NAME vhc-${name}
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/${CMAKE_INSTALL_LIBDIR}/vhc")
  target_include_directories(vhc_${name}_module PRIVATE ${arg_HEADERS})
  target_link_options(vhc_${name}_module PRIVATE -Wl,--exclude-libs,ALL -Wl,--as-needed)
  target_link_libraries(vhc_${name}_module PRIVATE vhc_settings ${arg_PRIVATE})
  install(TARGETS vhc_${name}_module LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/vhc")
endfunction()
