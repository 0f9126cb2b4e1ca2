# Filled by the packaging slice: package config, pkg-config file, headers, programs.
