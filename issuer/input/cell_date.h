// Dates as people and spreadsheets write them (docs/rules/inputs.md 4.3): a calendar check, never a guess.
#pragma once

#include <string>
#include <string_view>

#include "vhc/input.h"

namespace vhc {

struct CellDate {
  std::string day;        // YYYY-MM-DD; YYYY-MM or YYYY for a birth date; empty: none
  std::string_view rest;  // what follows it: a time, or nothing
  bool completed_year = false;
  bool is_serial = false;  // a spreadsheet's number of a day, which is no date
};

// `partial` allows YYYY-MM and YYYY: a birth date.
CellDate read_cell_date(std::string_view cell, DateOrder order, std::chrono::year_month_day today, bool partial);

// Of a moment with a time zone the day that the issuer's zone has then; else the day that is written.
std::string issuer_day(const CellDate& date, const InputRules& rules);

// The orders that a date of three numbers allows; both false for others.
struct DateOrders {
  bool mdy = false;
  bool dmy = false;
  bool same = false;  // 11/11/2025: both mean one day
};
DateOrders possible_orders(std::string_view cell);

}  // namespace vhc
