# What makes a mistake in memory an end of the program and not a way into it. The test of the same name reads what became
# of it out of the programs (tests/architecture/hardening.sh).
include(CheckCXXCompilerFlag)
add_library(vhc_hardening INTERFACE)

# Not every processor has these.
set(CMAKE_REQUIRED_FLAGS -Werror)
check_cxx_compiler_flag(-fcf-protection=full VHC_HAS_CF_PROTECTION)
check_cxx_compiler_flag(-fstack-clash-protection VHC_HAS_STACK_CLASH_PROTECTION)
unset(CMAKE_REQUIRED_FLAGS)

target_compile_options(vhc_hardening INTERFACE
  -fstack-protector-strong
  $<$<BOOL:${VHC_HAS_CF_PROTECTION}>:-fcf-protection=full>
  $<$<BOOL:${VHC_HAS_STACK_CLASH_PROTECTION}>:-fstack-clash-protection>
  # Without optimisation it does nothing but warn.
  $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
# The limits of strings, vectors and spans are looked at where they are used.
target_compile_definitions(vhc_hardening INTERFACE _GLIBCXX_ASSERTIONS)
# Every symbol is found at the start, and the table of them is read-only afterwards.
target_link_options(vhc_hardening INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
