#pragma once
#include "core/messages/job.h"

#include <map>
#include <mutex>
#include <stop_token>

namespace diffuscope {

// Jobs of one kind that can be cancelled one by one, from the request to their end. Thread-safe.
class RunningJobs {
public:
    std::stop_source start(JobId job)
    {
        std::lock_guard lock(mutex_);
        return jobs_[job];
    }
    void cancel(JobId job) // one that has ended, or never was, is left alone
    {
        std::stop_source found{std::nostopstate};
        {
            std::lock_guard lock(mutex_);
            if (const auto at = jobs_.find(job); at != jobs_.end())
                found = at->second;
        }
        found.request_stop(); // outside the lock: it may run a callback
    }

    // Held by the worker while it carries the job out.
    class End {
    public:
        End(RunningJobs& all, JobId job) : all_(all), job_(job) {}
        ~End()
        {
            std::lock_guard lock(all_.mutex_);
            all_.jobs_.erase(job_);
        }
        End(const End&) = delete;
        End& operator=(const End&) = delete;

    private:
        RunningJobs& all_;
        JobId job_;
    };

private:
    std::mutex mutex_;
    std::map<JobId, std::stop_source> jobs_;
};

} // namespace diffuscope
