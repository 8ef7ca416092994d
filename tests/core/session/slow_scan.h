#pragma once
#include "core/session/session.h"
#include "tests/core/session/event_log.h"

#include <QTest>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <algorithm>
#include <filesystem>
#include <string>

namespace diffuscope {

// One file by many names: slow to read, quick to make.
inline void writeSlowPictures(const std::filesystem::path& folder, int count)
{
    std::filesystem::create_directories(folder);
    cv::Mat noise(512, 512, CV_8UC3);
    cv::randu(noise, cv::Scalar::all(0), cv::Scalar::all(256));
    QVERIFY(cv::imwrite((folder / "0.png").string(), noise));
    for (int k = 1; k < count; ++k)
        std::filesystem::create_hard_link(folder / "0.png", folder / (std::to_string(k) + ".png"));
}

// Keeps the files worker busy for minutes, unless the test ends before.
class SlowScan {
public:
    SlowScan(Session& session, const std::filesystem::path& folder) : session_(session)
    {
        writeSlowPictures(folder, 30'000);
        DatasetRequest request;
        request.source = folder.string();
        request.side = 16;
        job_ = session_.openDataset(request);
    }
    ~SlowScan() { session_.cancelOpening(); }
    SlowScan(const SlowScan&) = delete;
    SlowScan& operator=(const SlowScan&) = delete;

    bool isOver(const EventLog& log) const
    {
        const auto opened = log.all<DatasetOpened>();
        return std::any_of(opened.begin(), opened.end(), [this](const DatasetOpened& set) { return set.job == job_; });
    }

private:
    Session& session_;
    JobId job_ = 0;
};

} // namespace diffuscope
