// Dates as people and spreadsheets write them (inputs.md 4.3): a calendar check, never a guess.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vhc/input.h"

namespace vhc {

struct CellDate {
  std::string day;        // YYYY-MM-DD; YYYY-MM or YYYY for a birth date; empty: none
  std::string_view rest;  // what follows it: a time, or nothing
  bool completed_year = false;
};

// `partial` allows YYYY-MM and YYYY. A spreadsheet's serial number is no date.
CellDate read_cell_date(std::string_view cell, DateOrder order, std::chrono::year_month_day today, bool partial);

// The orders that a date with slashes or dots allows; both false for others.
struct DateOrders {
  bool mdy = false;
  bool dmy = false;
  bool same = false;  // 11/11/2025: both mean one day
};
DateOrders possible_orders(std::string_view cell);

}  // namespace vhc
