#include "ui/reverse/edit/two_classes_way.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"

#include <QGridLayout>
#include <QLabel>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {
constexpr int kTurnTime = 250; // ms
} // namespace

ReadingsWay::ReadingsWay(const EditSources& sources, QObject* parent)
    : TwoClassesWay(sources, parent), turn_(new SegmentedControl({{QStringLiteral("half"), tr("180°"), {}},
                                                                  {QStringLiteral("quarter"), tr("90°"), {}},
                                                                  {QStringLiteral("mirror"), tr("Mirror"), {}}}))
{
    QGridLayout* grid = buildClasses(tr("Upright"), tr("Turned"), QStringLiteral("editReading"));
    turn_->setObjectName(QStringLiteral("editTurn"));
    turn_->setAccessibleName(tr("How it is turned"));
    turn_->setToolTip(tr("In every step the network is asked twice: about the picture as it is, and about the picture "
                         "turned. The sampler takes the mean of both answers, the second one turned back."));
    grid->addWidget(fieldWords(tr("Turn")), 3, 0);
    grid->addWidget(turn_, 3, 1);
    connect(turn_, &SegmentedControl::currentChanged, this, &EditWay::changed);
    turnAll_ = new Button(tr("Turn it"));
    turnAll_->setObjectName(QStringLiteral("editTurnAll"));
    turnAll_->setToolTip(tr("Turn all pictures, and back again (T)"));
    turnAll_->setCheckable(true);
    connect(turnAll_, &QAbstractButton::clicked, this, &ReadingsWay::turn);
    connect(&turning_, &QVariantAnimation::valueChanged, this, [this](const QVariant& share) {
        share_ = share.toDouble();
        Q_EMIT EditWay::turned();
    });
}

QWidget* ReadingsWay::belowMiddle() const { return turnAll_; }

void ReadingsWay::turn()
{
    isTurned_ = !isTurned_;
    if (turnAll_)
        turnAll_->setChecked(isTurned_);
    turning_.stop();
    turning_.setStartValue(share_);
    turning_.setEndValue(isTurned_ ? 1.0 : 0.0);
    turning_.setDuration(turnAll_ && animationTime(turnAll_) == 0 ? 0 : kTurnTime); // no motion where none is wanted
    turning_.start();
}

Image ReadingsWay::asSeen(const Image& picture) const { return turnedBy(picture, shownReading().way, share_); }

Image ReadingsWay::turnedBy(const Image& picture, SecondReading::Way way, double share)
{
    if (share <= 0 || picture.empty())
        return picture;
    if (share >= 1)
        return turned(picture, way);
    const bool mirror = way == SecondReading::Way::Mirror;
    const double angle = share * (way == SecondReading::Way::QuarterTurn ? std::numbers::pi / 2 : std::numbers::pi);
    const double across = std::cos(angle), down = std::sin(angle),
                 flat = std::copysign(std::max(0.02, std::abs(across)), across);
    const double midX = (picture.width - 1) / 2.0, midY = (picture.height - 1) / 2.0;
    Image result = picture;
    for (int y = 0; y < picture.height; ++y)
        for (int x = 0; x < picture.width; ++x) {
            const double dx = x - midX, dy = y - midY; // where it was before it turned clockwise
            const double fromX = mirror ? dx / flat : dx * across + dy * down,
                         fromY = mirror ? dy : dy * across - dx * down;
            const int column = std::clamp(int(std::lround(midX + fromX)), 0, picture.width - 1);
            const int row = std::clamp(int(std::lround(midY + fromY)), 0, picture.height - 1);
            for (int channel = 0; channel < picture.channels; ++channel)
                result.at(channel, y, x) = picture.at(channel, row, column);
        }
    return result;
}

SecondReading ReadingsWay::reading() const
{
    SecondReading reading;
    reading.way = turn_->current() == QLatin1String("half")      ? SecondReading::Way::HalfTurn
                  : turn_->current() == QLatin1String("quarter") ? SecondReading::Way::QuarterTurn
                                                                 : SecondReading::Way::Mirror;
    return reading;
}

bool ReadingsWay::takes(const SecondReading& reading) const { return reading.way != SecondReading::Way::Frequencies; }

void ReadingsWay::showReading(const SecondReading& reading)
{
    turn_->choose(reading.way == SecondReading::Way::HalfTurn      ? 0
                  : reading.way == SecondReading::Way::QuarterTurn ? 1
                                                                   : 2);
}

// As the network saw it for the second class: turned clockwise, or in the mirror.
Image ReadingsWay::turned(const Image& picture, SecondReading::Way way)
{
    Image turned = picture;
    const int high = picture.height, wide = picture.width;
    for (int channel = 0; channel < picture.channels; ++channel)
        for (int y = 0; y < high; ++y)
            for (int x = 0; x < wide; ++x)
                turned.at(channel, y, x) =
                    way == SecondReading::Way::HalfTurn      ? picture.at(channel, high - 1 - y, wide - 1 - x)
                    : way == SecondReading::Way::QuarterTurn ? picture.at(channel, high - 1 - x, y) // square
                                                             : picture.at(channel, y, wide - 1 - x);
    return turned;
}

std::pair<TwoClassesWay::Look, TwoClassesWay::Look> ReadingsWay::looks(const SecondReading& reading) const
{
    return {[](const Image& picture) { return picture; },
            [way = reading.way](const Image& picture) { return turned(picture, way); }};
}

EditScene ReadingsWay::scene() const
{
    EditScene scene;
    const SecondReading reading = shownReading();
    const int picture = shownPicture();
    const QString upright = tr("upright: %1").arg(firstName()), turnedWords = tr("turned: %1").arg(secondName());
    scene.left = result(0, picture, isTurned_ ? turnedWords : upright);
    scene.left.hint = tr("Press G to try");
    scene.left.caption = verdict(picture, isTurned_);
    scene.middle = result(0, picture, isTurned_ ? upright : turnedWords);
    scene.middle.caption = verdict(picture, !isTurned_);
    if (!scene.middle.image.empty())
        scene.middle.image = turnedBy(scene.middle.image, reading.way, 1 - share_); // and back
    if (!scene.left.image.empty())
        scene.left.image = turnedBy(scene.left.image, reading.way, share_);
    scene.firstArrow = reading.way == SecondReading::Way::Mirror        ? tr("\nin the mirror")
                       : reading.way == SecondReading::Way::QuarterTurn ? tr("90°\nturned")
                                                                        : tr("180°\nturned");
    scene.right.shown = false;
    if (isJudged()) {
        scene.number = tr("%1 of %2").arg(passed()).arg(tried());
        scene.numberWords = tr("read both ways, says the network");
    }
    return scene;
}

} // namespace diffuscope::ui
