#include "ui/reverse/race/race.h"

#include "core/session/catalog.h"
#include "core/session/walk_plan.h"
#include "ui/style/theme.h"
#include "ui/widgets/compare/picture_difference.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace diffuscope::ui {

namespace {

QString raceText(const char* text) { return QCoreApplication::translate("Race", text); }

QString samplerTitle(const std::string& id)
{
    for (const CatalogEntry& entry : samplers())
        if (entry.id == id)
            return QString::fromStdString(entry.name);
    return QString::fromStdString(id);
}

} // namespace

void Race::begin(const VariationsStarted& started, const VariationsRequest& request)
{
    clear();
    job_ = started.job;
    running_ = true;
    request_ = request;
    recipe_ = started.recipe;
    const bool guided = std::any_of(request.changes.begin(), request.changes.end(),
                                    [](const SampleChange& change) { return change.guidanceScale.has_value(); });
    for (const auto& variation : started.variations) {
        Racer racer;
        racer.job = variation.job;
        racer.calls = variation.networkCalls;
        racer.name = guided ? raceText("Guidance %1").arg(QString::number(variation.guidanceScale))
                            : QStringLiteral("%1 %2").arg(samplerTitle(variation.sampler)).arg(variation.steps);
        racers_.push_back(std::move(racer));
    }
}

void Race::clear()
{
    job_ = 0;
    running_ = false;
    racers_.clear();
    reference_.reset();
}

bool Race::started(const SampleStarted& started)
{
    for (std::size_t k = 0; k < racers_.size(); ++k)
        if (racers_[k].job == started.job) {
            SampleRequest own = request_.base;
            own.sampler = started.recipe.sampler.empty() ? own.sampler : started.recipe.sampler;
            own.steps = started.frameCount - 1;
            racers_[k].run.begin(started, own);
            return true;
        }
    return false;
}

bool Race::add(JobId job, const std::vector<FramePtr>& frames)
{
    for (Racer& racer : racers_)
        if (racer.job == job) {
            for (const FramePtr& frame : frames)
                racer.run.add(frame);
            return true;
        }
    return false;
}

bool Race::ended(const SampleFinished& finished)
{
    for (Racer& racer : racers_)
        if (racer.job == finished.job) {
            racer.ended = !finished.cancelled;
            racer.images = finished.images;
            racer.seconds = finished.seconds;
            racer.run.setSeconds(finished.seconds);
            return true;
        }
    return false;
}

void Race::end(const VariationsFinished& finished)
{
    running_ = false;
    for (std::size_t k = 0; k < std::min(finished.results.size(), racers_.size()); ++k) {
        racers_[k].seconds = finished.results[k].seconds;
        racers_[k].distance = finished.results[k].distance;
        racers_[k].variety = finished.results[k].variety;
        racers_[k].calls = finished.results[k].networkCalls;
    }
    if (!finished.cancelled && finished.reference >= 0 && finished.reference < count())
        reference_ = finished.reference;
}

ImageSequence Race::pictures() const
{
    std::vector<std::pair<SharedImages, std::size_t>> all; // a racer's, and which of them
    for (const Racer& racer : racers_)
        for (std::size_t k = 0; k < racer.images.size(); ++k)
            all.emplace_back(racer.images, k);
    const std::size_t count = all.size();
    return {count, [all = std::move(all)](std::size_t k) { return all[k].first[all[k].second]; }};
}

void Race::judge(const std::vector<int>& labels, int classes)
{
    std::size_t next = 0;
    for (std::size_t k = 0; k < racers_.size(); ++k) {
        Racer& racer = racers_[k];
        if (racer.images.empty() || next + racer.images.size() > labels.size())
            continue;
        const std::vector<int> wanted = withChange(request_.base, request_.changes[k]).classes;
        int right = 0;
        for (std::size_t picture = 0; picture < racer.images.size(); ++picture)
            right += labels[next++] == classOfImage(wanted, classes, int(picture)) ? 1 : 0;
        racer.asItsClass = double(right) / double(racer.images.size());
    }
}

bool Race::judged() const
{
    return std::any_of(racers_.begin(), racers_.end(), [](const Racer& racer) { return racer.asItsClass.has_value(); });
}

int Race::calls() const
{
    int sum = 0;
    for (const Racer& racer : racers_)
        sum += racer.calls;
    return sum;
}

double Race::callsAt(const Racer& racer, int frame) const
{
    const int steps = std::max(1, racer.run.expected() - 1);
    return double(racer.calls) * frame / steps;
}

int Race::callsDone() const
{
    double sum = 0;
    for (const Racer& racer : racers_)
        if (racer.run.frames() > 0)
            sum += callsAt(racer, racer.run.frames() - 1);
    return int(std::lround(sum));
}

int Race::frameAt(int index, Clock clock, int leader, int step) const
{
    const Racer& own = racer(index);
    if (own.run.frames() == 0)
        return -1;
    const Racer& first = racer(std::clamp(leader, 0, count() - 1));
    const int led = first.run.indexAt(step);
    if (clock == Clock::NoiseLevel || index == leader || led < 0)
        return own.run.indexAt(step);
    const int steps = std::max(1, own.run.expected() - 1);
    double share = 0; // of its own way
    if (clock == Clock::Calls) {
        share = own.calls > 0 ? callsAt(first, led) / own.calls : 0;
    } else {
        const double now = first.seconds * led / std::max(1, first.run.expected() - 1);
        share = own.seconds > 0 ? now / own.seconds : 0;
    }
    return std::clamp(int(std::floor(share * steps + 1e-9)), 0, own.run.frames() - 1);
}

std::vector<Race::Point> Race::distances(int index, int picture) const
{
    std::vector<Point> points;
    if (!reference_)
        return points;
    const Trajectory& best = racer(*reference_).run;
    const Trajectory& run = racer(index).run;
    if (best.frames() == 0 || picture >= best.pictures())
        return points;
    const Image wanted = best.state(best.frames() - 1, picture);
    const std::size_t most = 1'000'000; // values looked at: more would be felt
    const int last = run.frames() - 1;
    const auto frames = std::max<std::size_t>(8, most / std::max<std::size_t>(1, wanted.values.size()));
    const int stride = int((std::size_t(std::max(1, last)) + frames - 1) / frames);
    for (int k = 1; k <= last; k += stride)
        if (const auto difference = differenceOf(run.predictedData(k, picture), wanted); difference.comparable())
            points.push_back({run.frame(k).step, difference.rms});
    return points;
}

QString Race::table() const
{
    const bool varies = picturesEach() > 1, judges = judged();
    QString text = raceText("racer\tnetwork calls\tseconds\tdistance (RMS)");
    if (varies)
        text += u'\t' + raceText("variety (RMS)");
    if (judges)
        text += u'\t' + raceText("as its class (%)");
    text += u'\n';
    for (const Racer& racer : racers_) {
        text += QStringLiteral("%1\t%2\t%3\t%4")
                    .arg(racer.name)
                    .arg(racer.calls)
                    .arg(racer.seconds, 0, 'f', 3)
                    .arg(racer.distance, 0, 'f', 5);
        if (varies)
            text += u'\t' + QString::number(racer.variety, 'f', 5);
        if (judges)
            text += u'\t' + (racer.asItsClass ? QString::number(100 * *racer.asItsClass, 'f', 1) : QString());
        text += u'\n';
    }
    return text;
}

std::string Race::csv() const
{
    std::string text = "name,sampler,steps,guidance,network_calls,seconds,distance,variety,as_its_class\n";
    for (std::size_t k = 0; k < racers_.size(); ++k) {
        const Racer& racer = racers_[k];
        const SampleRequest& own = racer.run.request();
        const double guidance = request_.changes.size() > k && request_.changes[k].guidanceScale
                                    ? *request_.changes[k].guidanceScale
                                    : request_.base.guidanceScale;
        char line[200];
        std::snprintf(line, sizeof line, ",%d,%g,%d,%.3f,%.6f,%.6f,", racer.run.expected() - 1, guidance, racer.calls,
                      racer.seconds, racer.distance, racer.variety);
        text += '"' + racer.name.toStdString() + "\"," + own.sampler + line;
        if (racer.asItsClass) // an empty cell: nobody has judged
            text += QString::number(*racer.asItsClass, 'f', 4).toStdString();
        text += '\n';
    }
    return text;
}

} // namespace diffuscope::ui
