#include "app/cli/table.h"

#include "app/cli/output.h"
#include "core/base/printable.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace diffuscope::cli {
namespace {

std::size_t widthOf(const std::string& text)
{
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

} // namespace

std::string tableOf(const std::vector<std::string>& header, std::vector<std::vector<std::string>> rows)
{
    for (auto& row : rows)
        std::transform(row.begin(), row.end(), row.begin(), [](const std::string& cell) { return printable(cell); });
    std::vector<std::size_t> widths;
    for (std::size_t k = 0; k < header.size(); ++k) {
        widths.push_back(widthOf(header[k]));
        for (const auto& row : rows)
            widths[k] = std::max(widths[k], widthOf(row[k]));
    }
    std::string text;
    const auto add = [&](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t k = 0; k < row.size(); ++k)
            line += row[k] + std::string(widths[k] - widthOf(row[k]) + 2, ' ');
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    };
    add(header);
    for (const auto& row : rows)
        add(row);
    return text;
}

std::string fixedText(double value, int decimals)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

std::string groupedText(std::int64_t number)
{
    std::string text = std::to_string(number);
    for (auto at = std::ptrdiff_t(text.size()) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        text.insert(std::size_t(at), ",");
    return text;
}

std::string countText(std::int64_t number)
{
    double value = double(number);
    const char* const units[] = {"", " k", " M", " G"};
    std::size_t unit = 0;
    for (; value >= 999.5 && unit + 1 < std::size(units); ++unit)
        value /= 1000;
    char text[40];
    std::snprintf(text, sizeof text, "%.*f%s",
                  unit == 0 || value >= 99.95 ? 0
                  : value >= 9.995            ? 1
                                              : 2,
                  value, units[unit]);
    return text;
}

std::string dateText(std::int64_t seconds)
{
    const auto time = std::time_t(seconds);
    std::tm local{};
    char text[32];
    if (!localtime_r(&time, &local))
        return "";
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &local));
}

} // namespace diffuscope::cli
