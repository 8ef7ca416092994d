// The tables of a run.
#include "core/base/error.h"
#include "core/base/save_file.h"
#include "core/base/worker.h"
#include "core/run/folder/run_folder.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <sstream>
#include <string_view>

namespace diffuscope {
namespace fs = std::filesystem;

namespace {

constexpr const char* kMetrics = "metrics.csv";
constexpr const char* kValidation = "validation.csv";
constexpr const char* kByTimestep = "loss_by_timestep.csv";
constexpr const char* kCheckpoints = "checkpoints.csv";
constexpr std::size_t kLargestLog = 16 << 20; // bytes
constexpr const char* kMetricsHeader = "step,loss,gradient_norm,learning_rate,skipped\n";

std::string metricsRow(const LossPoint& result)
{
    char text[160];
    std::snprintf(text, sizeof text, "%lld,%.8g,%.8g,%.8g,%d\n", static_cast<long long>(result.step), result.loss,
                  result.gradientNorm, result.learningRate, result.skipped ? 1 : 0);
    return text;
}

template <typename Number> bool takeNumber(const char*& from, const char* end, Number& value)
{
    const auto [rest, failure] = std::from_chars(from, end, value);
    from = rest + (rest != end && *rest == ',');
    return failure == std::errc();
}

std::optional<LossPoint> resultOf(const std::string& row)
{
    LossPoint result;
    int skipped = 0;
    const char *from = row.data(), *end = from + row.size();
    if (!takeNumber(from, end, result.step) || !takeNumber(from, end, result.loss) ||
        !takeNumber(from, end, result.gradientNorm) || !takeNumber(from, end, result.learningRate) ||
        !takeNumber(from, end, skipped))
        return std::nullopt;
    result.skipped = skipped != 0;
    return result;
}

std::string numberText(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.8g", value);
    return text;
}

std::optional<std::vector<double>> numbersOf(const std::string& row)
{
    std::vector<double> numbers;
    const char *from = row.data(), *end = from + row.size();
    while (from < end) {
        double value = 0;
        if (!takeNumber(from, end, value))
            return std::nullopt;
        numbers.push_back(value);
    }
    return numbers;
}

constexpr std::string_view kAtTimestep = "loss_at_timestep_";

// "step,loss,loss_at_timestep_62,...": timesteps count from 0, as in every file.
std::string validationHeader(const ValidationPoint& result)
{
    std::string text = "step,loss";
    for (const auto& [timestep, loss] : result.byTimestep)
        text += "," + std::string(kAtTimestep) + std::to_string(timestep);
    return text + "\n";
}

// Of older runs the columns are named by the number alone.
std::optional<std::vector<double>> timestepsIn(std::string header)
{
    for (std::size_t at = 0; (at = header.find(kAtTimestep, at)) != std::string::npos;)
        header.erase(at, kAtTimestep.size());
    return numbersOf(header.substr(std::min(header.size(), std::string_view("step,loss,").size())));
}

std::string validationRow(const ValidationPoint& result)
{
    std::string text = std::to_string(result.step) + "," + numberText(result.loss);
    for (const auto& [timestep, loss] : result.byTimestep)
        text += "," + numberText(double(loss));
    return text + "\n";
}

// "step,from,loss_0,count_0,loss_50,...": the mean and the number of pictures of each band of timesteps, named by its
// lowest, over the steps `from` to `step`.
std::string byTimestepHeader(int timesteps)
{
    std::string text = "step,from";
    for (int row = 0; row < LossByTimestep::kRows; ++row) {
        const std::string lowest =
            std::to_string((row * timesteps + LossByTimestep::kRows - 1) / LossByTimestep::kRows);
        text += ",loss_" + lowest + ",count_" + lowest;
    }
    return text + "\n";
}

std::string byTimestepRow(const LossByTimestep::Column& column)
{
    std::string text = std::to_string(column.last) + "," + std::to_string(column.first);
    for (int row = 0; row < LossByTimestep::kRows; ++row) {
        const int count = column.count[row];
        text += "," + (count > 0 ? numberText(column.sum[row] / count) : "nan") + "," + std::to_string(count);
    }
    return text + "\n";
}

std::optional<LossByTimestep::Column> columnOf(const std::vector<double>& numbers)
{
    if (numbers.size() != 2 + 2 * LossByTimestep::kRows)
        return std::nullopt;
    LossByTimestep::Column column;
    column.last = std::int64_t(numbers[0]);
    column.first = std::int64_t(numbers[1]);
    if (column.first < 1 || column.last < column.first)
        return std::nullopt;
    for (std::size_t row = 0; row < LossByTimestep::kRows; ++row) {
        const double mean = numbers[2 + 2 * row], count = numbers[3 + 2 * row];
        if (!std::isfinite(mean) || !(count >= 1 && count < 1e9))
            continue;
        column.count[row] = int(count);
        column.sum[row] = mean * column.count[row];
    }
    return column;
}

bool isEmptyOrMissing(const fs::path& file)
{
    std::error_code failure;
    const auto size = fs::file_size(file, failure);
    return failure || size == 0;
}

// Of every whole row behind the header.
std::vector<std::vector<double>> rowsOf(const fs::path& file)
{
    std::vector<std::vector<double>> rows;
    std::error_code failure;
    if (!fs::exists(file, failure))
        return rows;
    std::istringstream lines(readFile(file));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line))
        if (auto numbers = numbersOf(line))
            rows.push_back(std::move(*numbers));
    return rows;
}

// Keeps the header and the whole rows up to `step`; a torn last line goes.
void keepRows(const fs::path& file, std::int64_t step)
{
    std::istringstream lines(readFile(file));
    std::string kept, line;
    std::getline(lines, line);
    kept = line + "\n";
    while (std::getline(lines, line)) {
        const bool whole = !lines.eof(); // the last line ends, too
        if (whole && line.find(',') != std::string::npos && std::atoll(line.c_str()) <= step)
            kept += line + "\n";
    }
    saveText(file, kept);
}

} // namespace

void RunFolder::appendMetrics(std::span<const LossPoint> results)
{
    if (results.empty())
        return;
    std::string rows = isEmptyOrMissing(root_ / kMetrics) ? kMetricsHeader : "";
    for (const auto& result : results)
        rows += metricsRow(result);
    appendText(root_ / kMetrics, rows);
}

void RunFolder::appendValidation(std::span<const ValidationPoint> results)
{
    if (results.empty())
        return;
    std::string rows = isEmptyOrMissing(root_ / kValidation) ? validationHeader(results.front()) : "";
    for (const auto& result : results)
        rows += validationRow(result);
    appendText(root_ / kValidation, rows);
}

void RunFolder::appendByTimestep(std::span<const LossByTimestep::Column> columns, int timesteps)
{
    if (columns.empty())
        return;
    std::string rows = isEmptyOrMissing(root_ / kByTimestep) ? byTimestepHeader(timesteps) : "";
    for (const auto& column : columns)
        rows += byTimestepRow(column);
    appendText(root_ / kByTimestep, rows);
}

void RunFolder::appendCheckpoints(std::span<const CheckpointMark> marks)
{
    if (marks.empty())
        return;
    std::string rows = isEmptyOrMissing(root_ / kCheckpoints) ? "step,seconds\n" : "";
    for (const auto& mark : marks)
        rows += std::to_string(mark.step) + "," + numberText(mark.seconds) + "\n";
    appendText(root_ / kCheckpoints, rows);
}

void RunFolder::truncateMetrics(std::int64_t step)
{
    std::error_code failure;
    if (fs::exists(root_ / kMetrics, failure))
        keepRows(root_ / kMetrics, step);
    else
        saveText(root_ / kMetrics, kMetricsHeader);
    for (const char* table : {kValidation, kByTimestep, kCheckpoints})
        if (fs::exists(root_ / table, failure))
            keepRows(root_ / table, step);
}

std::vector<LossPoint> RunFolder::readMetrics() const
{
    std::vector<LossPoint> results;
    std::istringstream lines(readFile(root_ / kMetrics));
    for (std::string line; std::getline(lines, line);)
        if (const auto result = resultOf(line))
            results.push_back(*result);
    return results;
}

std::vector<ValidationPoint> RunFolder::readValidation() const
{
    std::vector<ValidationPoint> results;
    std::error_code failure;
    if (!fs::exists(root_ / kValidation, failure))
        return results;
    std::istringstream lines(readFile(root_ / kValidation));
    std::string line;
    if (!std::getline(lines, line) || line.rfind("step,loss", 0) != 0)
        return results;
    const auto timesteps = timestepsIn(line);
    while (timesteps && std::getline(lines, line)) {
        const auto numbers = numbersOf(line);
        if (!numbers || numbers->size() != timesteps->size() + 2)
            continue;
        ValidationPoint result{std::int64_t((*numbers)[0]), (*numbers)[1], {}};
        for (std::size_t k = 0; k < timesteps->size(); ++k)
            result.byTimestep.emplace_back(int((*timesteps)[k]), float((*numbers)[k + 2]));
        results.push_back(std::move(result));
    }
    return results;
}

RunRecords RunFolder::readRecords() const
{
    RunRecords records;
    records.steps = readMetrics();
    records.validations = readValidation();
    for (const auto& row : rowsOf(root_ / kByTimestep))
        if (const auto column = columnOf(row))
            records.byTimestep.push_back(*column);
    for (const auto& row : rowsOf(root_ / kCheckpoints))
        if (row.size() == 2 && std::isfinite(row[1]))
            records.checkpoints.push_back({std::int64_t(row[0]), row[1]});
    (void)attempt([&] { records.log = readFile(root_ / "log.txt", kLargestLog); }); // none is no reason to stop
    return records;
}

} // namespace diffuscope
