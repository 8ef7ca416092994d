#include "ui/reverse/edit/redraw_way.h"

#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

RedrawWay::RedrawWay(const EditSources& sources, QObject* parent)
    : EditWay(sources, parent), row_(new QWidget), slider_(new QSlider(Qt::Horizontal)), percent_(new QDoubleSpinBox),
      goOn_(new Button(tr("Go on from it")))
{
    slider_->setRange(1, 100);
    slider_->setAccessibleName(tr("Strength"));
    slider_->setObjectName(QStringLiteral("editStrengthSlider"));
    percent_->setObjectName(QStringLiteral("editStrength"));
    percent_->setRange(1, 100);
    percent_->setDecimals(0);
    percent_->setSuffix(QStringLiteral(" %"));
    percent_->setValue(50);
    slider_->setValue(50);
    percent_->setAccessibleName(tr("Strength in per cent"));
    for (QWidget* field : std::initializer_list<QWidget*>{slider_, percent_})
        field->setToolTip(
            tr("How much noise is put on the picture: the playhead shows it, and may be dragged instead"));
    auto* row = new QHBoxLayout(row_);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Strength")));
    row->addWidget(slider_, 1);
    row->addWidget(percent_);
    connect(slider_, &QSlider::valueChanged, percent_, &QDoubleSpinBox::setValue);
    connect(percent_, &QDoubleSpinBox::valueChanged, this, [this](double percent) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(int(std::lround(percent)));
        Q_EMIT changed();
        Q_EMIT stepWanted(stepOf(percent));
    });
    goOn_->setObjectName(QStringLiteral("editGoOn"));
    goOn_->setToolTip(tr("The result becomes the picture to start from"));
    connect(goOn_, &QAbstractButton::clicked, this, [this] {
        const EditPicture made = result(selected(), 0, {});
        if (!made.image.empty())
            this->sources().a->use(made.image, tr("redrawn"));
    });
    auto* words = new WrappedLabel("secondary");
    words->setWords(tr("Noise is put on the picture as far as the strength says, and the sampler walks back from there "
                       "(SDEdit). The ladder below does it at seven strengths from the same noise."));
    setPanel(words);
}

QWidget* RedrawWay::belowMiddle() const { return row_; }

QWidget* RedrawWay::belowRight() const { return goOn_; }

int RedrawWay::stepOf(double percent) const { return int(std::lround(percent / 100 * timesteps())); }

std::vector<double> RedrawWay::strengths(double percent)
{
    std::vector<double> all(std::begin(kLadder), std::end(kLadder));
    *std::min_element(all.begin(), all.end(), [percent](double a, double b) {
        return std::abs(a - percent) < std::abs(b - percent);
    }) = percent;
    return all;
}

std::optional<double> RedrawWay::chosenFor(const std::vector<SampleChange>& sheet)
{
    std::vector<double> all;
    for (const SampleChange& change : sheet) {
        SampleChange strength;
        strength.strength = change.strength;
        if (!change.strength || change != strength)
            return std::nullopt;
        all.push_back(100 * *change.strength);
    }
    const auto same = [](double a, double b) { return std::abs(a - b) < 1e-6; };
    std::vector<double> chosen = all; // what is no rung of the plain ladder, else the middle
    std::erase_if(chosen, [&](double percent) {
        return std::any_of(std::begin(kLadder), std::end(kLadder), [&](double rung) { return same(rung, percent); });
    });
    const double percent = chosen.empty() ? 50 : chosen.front();
    const std::vector<double> made = strengths(percent);
    return std::equal(all.begin(), all.end(), made.begin(), made.end(), same) ? std::optional(percent) : std::nullopt;
}

bool RedrawWay::draws(const SampleRequest& request, const std::vector<SampleChange>& sheet) const
{
    return request.from.given() && !request.mask.given() && chosenFor(sheet);
}

void RedrawWay::showRequest(const SampleRequest&, const std::vector<SampleChange>& sheet)
{
    percent_->setValue(chosenFor(sheet).value_or(50));
}

VariationsRequest RedrawWay::request(const SampleRequest& base) const
{
    VariationsRequest request{base, {}};
    request.base.count = 1;
    request.base.from = sources().a->given();
    for (const double percent : strengths(percent_->value())) {
        SampleChange change;
        change.strength = percent / 100;
        request.changes.push_back(change);
    }
    return request;
}

void RedrawWay::setStep(int step)
{
    EditWay::setStep(step);
    if (stepOf(percent_->value()) == step) // as it was typed
        return;
    const QSignalBlocker quiet(percent_), quieter(slider_);
    percent_->setValue(std::clamp(100.0 * step / timesteps(), 1.0, 100.0));
    slider_->setValue(int(std::lround(percent_->value())));
}

double RedrawWay::strengthOf(int item) const
{
    const auto& changes = requested().changes;
    return item >= 0 && item < int(changes.size()) ? 100 * changes[std::size_t(item)].strength.value_or(1) : 0;
}

int RedrawWay::pictureFor(int step) const
{
    int nearest = -1;
    for (int k = 0; k < run().count(); ++k)
        if (nearest < 0 || std::abs(stepOf(strengthOf(k)) - step) < std::abs(stepOf(strengthOf(nearest)) - step))
            nearest = k;
    return nearest;
}

std::optional<int> RedrawWay::stepFor(int item) const
{
    return item >= 0 && item < run().count() ? std::optional(stepOf(strengthOf(item))) : std::nullopt;
}

EditResults RedrawWay::results() const
{
    EditResults results;
    results.title = tr("How much to redraw");
    results.about = tr("The further right it starts, the less is left of the picture.");
    results.onAxis = true;
    results.totalSteps = ranTimesteps();
    for (int k = 0; k < run().count(); ++k) {
        EditItem item;
        const int percent = int(std::lround(strengthOf(k)));
        item.label = tr("%1 %").arg(percent);
        item.name = tr("redrawn from %1 %").arg(percent);
        item.step = int(std::lround(strengthOf(k) / 100 * ranTimesteps()));
        item.walk = k;
        item.start = start(k, 0);
        if (run().racer(k).ended)
            item.result = picture(k, 0);
        results.items.push_back(std::move(item));
    }
    return results;
}

EditScene RedrawWay::scene() const
{
    const int selected = this->selected();
    EditScene scene;
    scene.left = sourcePicture();
    const Image& source = sources().a->picture();
    scene.middle.symbol = QStringLiteral("x_t");
    scene.middle.words = tr("noisy up to t = %1").arg(step());
    if (!source.empty() && *sources().schedule) { // with the noise that the walk will have
        scene.middle.image = sources().noisy(step());
        const Schedule& schedule = **sources().schedule; // of the model; the playhead may be on another one's axis
        const double alphaBar = schedule.alphaBar(std::clamp(step(), 1, schedule.timesteps()) - 1);
        scene.firstArrow =
            tr("%1 x₀ + %2 ε\nadd noise").arg(number(std::sqrt(alphaBar), 2), number(std::sqrt(1 - alphaBar), 2));
    }
    scene.right = result(selected, 0, tr("redrawn from %1 %").arg(std::lround(strengthOf(selected))));
    scene.secondArrow = tr("walk back");
    const bool walked = selected >= 0 && selected < run().count(), done = walked && run().racer(selected).ended;
    if (walked) {
        scene.secondArrow = tr("%1 calls\nwalk back").arg(run().racer(selected).calls);
        const auto change = [&]() -> std::optional<double> {
            const PictureDifference difference = differenceOf(scene.right.image, startedFrom());
            return difference.comparable() ? std::optional(difference.rms) : std::nullopt;
        };
        if (const auto rms = done ? once(selected, 0, change) : std::nullopt) {
            scene.number = number(*rms, 2);
            scene.numberWords = tr("RMS change");
        }
    } else {
        scene.right.words = tr("what becomes of it");
        scene.right.hint = tr("Press G to redraw it");
    }
    goOn_->setEnabled(done && !scene.right.image.empty());
    return scene;
}

} // namespace diffuscope::ui
