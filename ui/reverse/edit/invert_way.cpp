#include "ui/reverse/edit/invert_way.h"

#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QFormLayout>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

void walkByInversion(SampleRequest& request)
{
    request.sampler = "ddim";
    request.params = {{"eta", 0.0}, {"clip", std::string("off")}};
}

InvertWay::InvertWay(const EditSources& sources, QObject* parent)
    : EditWay(sources, parent), watch_(new Button(tr("Use as start noise"), QStringLiteral("reverse"))),
      refinements_(new QSpinBox)
{
    watch_->setObjectName(QStringLiteral("editWatch"));
    watch_->setToolTip(tr("Watch walks from this noise, with every step kept, until another seed is chosen; class, "
                          "guidance, sampler and steps may then be others"));
    connect(watch_, &QAbstractButton::clicked, this, [this] {
        SampleRequest request = walk(this->sources().settings());
        SampleRequest search = request;
        if (ranHere() && selected() >= 0 && selected() < run().count()) { // the noise that is shown, whatever A is now
            search = requested().base;
            search.steps = requested().changes[std::size_t(selected())].steps.value_or(search.steps);
            request.steps = search.steps;
            request.between = search.between;
            request.weightsHash = run().recipe().weightsHash;
        }
        request.between->found = NoiseSearch{search.steps, search.spacing, search.classes, search.guidanceScale};
        Q_EMIT walkWanted(request);
    });
    auto* words = new WrappedLabel("secondary");
    words->setWords(
        tr("DDIM walks up from the picture to the noise that it comes from, and back with the same steps. The "
           "more steps, the nearer it comes to the picture: the number is the PSNR of the way there and back. "
           "Guidance above 1 breaks it."));
    refinements_->setObjectName(QStringLiteral("editRefinements"));
    refinements_->setRange(0, Interpolation::kMostRefinements);
    refinements_->setValue(Interpolation().refinements);
    refinements_->setToolTip(
        tr("Each step up is taken again with the noise that the network predicts where the step led "
           "to: the way back then meets the picture far better. Each costs a network call a step; "
           "0 is plain DDIM inversion."));
    connect(refinements_, &QSpinBox::valueChanged, this, &EditWay::changed);
    auto* panel = new QWidget;
    auto* form = new QFormLayout(panel);
    form->setContentsMargins(0, 0, 0, 0);
    form->addRow(words);
    form->addRow(tr("Refinements"), refinements_);
    setPanel(panel);
}

std::vector<int> InvertWay::steps() const
{
    std::vector<int> all;
    for (const int steps : kSteps)
        if (all.empty() || all.back() < timesteps())
            all.push_back(std::min(steps, timesteps()));
    return all;
}

QWidget* InvertWay::belowMiddle() const { return watch_; }

// One walk there and back, or several with other numbers of steps.
bool InvertWay::draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    const bool there = request.between && request.count == 1 && request.between->a.given() &&
                       !request.between->b.given() && !request.between->found;
    return there && std::all_of(sheet.begin(), sheet.end(), [](const SampleChange& change) {
               SampleChange steps;
               steps.steps = change.steps;
               return change == steps;
           });
}

void InvertWay::showRequest(const SampleRequest& request, const std::vector<SampleChange>&)
{
    refinements_->setValue(request.between->refinements);
}

SampleRequest InvertWay::walk(const SampleRequest& base) const
{
    SampleRequest request = base;
    walkByInversion(request);
    request.count = 1;
    request.between = Interpolation();
    request.between->a = sources().a->given();
    request.between->refinements = refinements_->value();
    return request;
}

VariationsRequest InvertWay::request(const SampleRequest& base) const
{
    VariationsRequest request{walk(base), {}};
    for (const int steps : this->steps()) {
        SampleChange change;
        change.steps = steps;
        request.changes.push_back(change);
    }
    return request;
}

std::optional<double> InvertWay::psnr(const Image& made, const Image& original)
{
    const PictureDifference difference = differenceOf(made, original);
    return difference.comparable() ? std::optional(difference.psnr) : std::nullopt;
}

bool InvertWay::ranHere() const { return run().count() > 0 && model() && requested().base.model == model()->path; }

std::optional<double> InvertWay::roundTrip(int walk) const
{
    const bool ended = walk >= 0 && walk < run().count() && run().racer(walk).ended;
    return ended ? once(walk, 0, [&] { return psnr(picture(walk, 0), startedFrom()); }) : std::nullopt;
}

EditResults InvertWay::results() const
{
    EditResults results;
    results.totalSteps = ranTimesteps();
    results.title = tr("There and back");
    results.hint = tr("G finds its noise and walks back from it, with few steps and with many.");
    results.about = tr("Steps each way, and how near it comes to the picture");
    for (int k = 0; k < run().count(); ++k) {
        EditItem item;
        const int steps = requested().changes[std::size_t(k)].steps.value_or(0);
        item.label = item.name = tr("%1 steps").arg(steps);
        item.walk = k;
        if (run().racer(k).ended) {
            item.result = picture(k, 0);
            if (const auto near = roundTrip(k)) {
                item.label = tr("%1: %2 dB").arg(steps).arg(decibels(*near));
                item.name = tr("%1 steps: PSNR %2 dB").arg(steps).arg(decibels(*near));
            }
        }
        results.items.push_back(std::move(item));
    }
    return results;
}

EditScene InvertWay::scene() const
{
    EditScene scene;
    scene.left = sourcePicture();
    scene.middle.frame = Concept::Noise;
    scene.middle.symbol = QStringLiteral("x_T");
    scene.middle.words = tr("its noise");
    scene.middle.hint = tr("Press G to find it");
    scene.middle.image = start(selected(), 0);
    scene.middle.range = kNoiseRange;
    scene.right = result(selected(), 0, tr("made again from it"));
    watch_->setEnabled(ranHere() || !sources().a->isEmpty());
    if (selected() < 0 || selected() >= run().count())
        return scene;
    const int steps = requested().changes[std::size_t(selected())].steps.value_or(0);
    scene.firstArrow = tr("%1 steps\nup to noise").arg(steps);
    scene.secondArrow = tr("%1 steps\nand back").arg(steps);
    if (!scene.middle.image.empty()) {
        const ImageStats stats = statsOf(scene.middle.image);
        scene.middle.caption = tr("mean %1, std %2").arg(number(stats.mean, 2), number(stats.standardDeviation, 2));
    }
    const Race::Racer& racer = run().racer(selected());
    scene.film = {EditFilm::Kind::RoundTrip, racer.job, &racer.run, 0};
    if (const auto near = roundTrip(selected())) {
        scene.number = tr("%1 dB").arg(decibels(*near));
        scene.numberWords = tr("PSNR, there and back");
    }
    return scene;
}

} // namespace diffuscope::ui
