#include "ui/reverse/edit/two_classes_way.h"
#include "ui/widgets/form/segmented_control.h"

#include <QGridLayout>
#include <QLabel>

namespace diffuscope::ui {

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
}

SecondReading ReadingsWay::reading() const
{
    SecondReading reading;
    reading.way = turn_->current() == QLatin1String("half")      ? SecondReading::Way::HalfTurn
                  : turn_->current() == QLatin1String("quarter") ? SecondReading::Way::QuarterTurn
                                                                 : SecondReading::Way::Mirror;
    return reading;
}

bool ReadingsWay::showReading(const SecondReading& reading)
{
    if (reading.way == SecondReading::Way::Frequencies)
        return false;
    turn_->choose(reading.way == SecondReading::Way::HalfTurn      ? 0
                  : reading.way == SecondReading::Way::QuarterTurn ? 1
                                                                   : 2);
    return true;
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
    scene.left = result(0, picture, tr("upright: %1").arg(firstName()));
    scene.left.hint = tr("Press G to try");
    scene.left.caption = verdict(picture, false);
    scene.middle = result(0, picture, tr("turned: %1").arg(secondName()));
    scene.middle.caption = verdict(picture, true);
    if (!scene.middle.image.empty())
        scene.middle.image = turned(scene.middle.image, reading.way);
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
