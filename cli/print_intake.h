// What was read from a pharmacy's file, as vhc.check/1 lines and as a table for people (cli.md 8). No value of a cell
// without --identity.
#pragma once

#include <iosfwd>
#include <string>

#include "vhc/input.h"
#include "vhc/json_writer.h"

namespace vhc {

// The members of vhc.check/1 up to the findings; the object stays open for what a caller adds.
void begin_check_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity);
std::string check_summary_json(const std::string& input, const InputRead& read);

// Every finding of file and persons by line, then one line of counts.
void print_findings(std::ostream& out, const InputRead& read);

// 0: everything may be issued; 1: a part; 4: nothing.
int exit_code_of(const InputRead& read);

}  // namespace vhc
