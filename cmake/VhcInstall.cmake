# What `cmake --install` lays down: programs, their modules (VhcModule.cmake), manual pages, completions, and the
# libraries for other programs: static archives, headers, a CMake package and a pkg-config file. Nothing of it holds the
# prefix, so that the whole can be moved.
include(CMakePackageConfigHelpers)

install(TARGETS vhc vhc-verify RUNTIME)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
# The pages that headers, errors and manual pages lead to, and the programs of docs/library.md.
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md")
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What --json prints, for whoever reads it with a validator.
install(DIRECTORY docs/schema/ DESTINATION ${CMAKE_INSTALL_DATADIR}/vhc/schema)

# vhc_install_libraries(EXPORT COMPONENT...): the archives and headers of components, and the file of their targets.
function(vhc_install_libraries export)
  foreach(component IN LISTS ARGN)
    install(TARGETS vhc_${component} EXPORT ${export} ARCHIVE)
    get_target_property(headers vhc_${component} VHC_HEADERS)
    install(DIRECTORY ${headers}/vhc DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
      FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
  endforeach()
  install(EXPORT ${export} NAMESPACE vhc:: DESTINATION ${package_folder})
endfunction()

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/vhc)
vhc_install_libraries(vhcTargets common sealed issuer verifier lint)
# Apart, since they bring libraries that most users do not need.
vhc_install_libraries(vhcPrintTargets print)
vhc_install_libraries(vhcPictureTargets picture)

configure_package_config_file(cmake/vhcConfig.cmake.in vhcConfig.cmake INSTALL_DESTINATION ${package_folder}
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(vhcConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/vhcConfig.cmake ${PROJECT_BINARY_DIR}/vhcConfigVersion.cmake
  DESTINATION ${package_folder})

# A prefix written now would be wrong after `cmake --install --prefix`: it is found from where the file lies.
file(RELATIVE_PATH prefix_from_pc "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" prefix_from_pc "${prefix_from_pc}")
configure_file(cmake/vhc.pc.in vhc.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/vhc.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# Manual pages and completions come out of the programs themselves. The pages are those of vhc: each verb of vhc-verify
# has its page there, and its own would take the name of the page of "vhc verify".
if(NOT CMAKE_CROSSCOMPILING)
  set(manual ${PROJECT_BINARY_DIR}/man)
  add_custom_command(OUTPUT ${manual}/vhc.1 COMMAND vhc help --manual ${manual} VERBATIM)
  set(generated ${manual}/vhc.1)
  foreach(section IN ITEMS 1 7)
    install(DIRECTORY ${manual}/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} FILES_MATCHING PATTERN "*.${section}")
  endforeach()

  set(completions ${PROJECT_BINARY_DIR}/completions)
  file(MAKE_DIRECTORY ${completions})
  # vhc_completion(SHELL BEFORE AFTER FOLDER): the scripts for one shell, named BEFORE, program, AFTER.
  function(vhc_completion shell before after folder)
    foreach(program IN ITEMS vhc vhc-verify)
      set(script ${completions}/${before}${program}${after})
      add_custom_command(OUTPUT ${script} COMMAND ${program} completion ${shell} > ${script} VERBATIM)
      list(APPEND generated ${script})
      install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
    endforeach()
    set(generated ${generated} PARENT_SCOPE)
  endfunction()
  vhc_completion(bash "" "" bash-completion/completions)
  vhc_completion(zsh "_" "" zsh/vendor-completions)
  vhc_completion(fish "" ".fish" fish/vendor_completions.d)
  add_custom_target(manual ALL DEPENDS ${generated})
endif()
