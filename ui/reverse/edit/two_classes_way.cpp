#include "ui/reverse/edit/two_classes_way.h"

#include "ui/style/theme.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/form/segmented_control.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

QLabel* fieldWords(const QString& text)
{
    auto* words = new QLabel(text);
    words->setProperty("role", "field");
    return words;
}

} // namespace

QString TwoClassesWay::reason() const
{
    return model() && model()->classes > 1 ? QString() : tr("Needs a model that was trained with classes");
}

QGridLayout* TwoClassesWay::buildClasses(const QString& first, const QString& second, const char* name)
{
    auto* panel = new QWidget;
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    grid->setColumnStretch(1, 1);
    first_ = new QComboBox;
    second_ = new QComboBox;
    int row = 0;
    for (const auto& [words, combo, which] :
         {std::tuple{first, first_, "First"}, std::tuple{second, second_, "Second"}}) {
        combo->setObjectName(QLatin1String(name) + QLatin1String(which));
        combo->setAccessibleName(words);
        combo->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        grid->addWidget(fieldWords(words), row, 0);
        grid->addWidget(combo, row++, 1);
        connect(combo, &QComboBox::currentIndexChanged, this, &EditWay::changed);
    }
    setPanel(panel);
    return grid;
}

void TwoClassesWay::modelChanged()
{
    const int classes = model() ? model()->classes : 0;
    for (QComboBox* combo : {first_, second_}) {
        const QSignalBlocker quiet(combo);
        const int kept = combo->currentIndex();
        combo->clear();
        for (int k = 0; k < classes; ++k)
            combo->addItem(className(k), k);
        combo->setCurrentIndex(kept >= 0 && kept < classes ? kept : combo == second_ ? classes - 1 : 0);
    }
}

QString TwoClassesWay::firstName() const { return first_->currentText(); }

QString TwoClassesWay::secondName() const { return second_->currentText(); }

VariationsRequest TwoClassesWay::request(const SampleRequest& base) const
{
    VariationsRequest request{base, {SampleChange()}};
    request.base.count = kTries;
    request.base.classes = {std::max(0, first_->currentIndex())};
    request.base.second = reading();
    request.base.second->label = std::max(0, second_->currentIndex());
    return request;
}

bool TwoClassesWay::showRequest(const SampleRequest& request)
{
    if (!request.second || !showReading(*request.second))
        return false;
    first_->setCurrentIndex(request.classes.empty() ? 0 : request.classes.front());
    second_->setCurrentIndex(request.second->label);
    return true;
}

EditResults TwoClassesWay::results() const
{
    return onePerSeed(tr("Twelve tries"), tr("The same two classes, each from a noise of its own."));
}

ReadingsWay::ReadingsWay(const EditSources& sources, QObject* parent)
    : TwoClassesWay(sources, parent), turn_(new SegmentedControl({{QStringLiteral("half"), tr("180°"), {}},
                                                                  {QStringLiteral("quarter"), tr("90°"), {}},
                                                                  {QStringLiteral("mirror"), tr("Mirror"), {}}}))
{
    QGridLayout* grid = buildClasses(tr("Upright"), tr("Turned"), "editReading");
    turn_->setObjectName(QStringLiteral("editTurn"));
    turn_->setAccessibleName(tr("How it is turned"));
    turn_->setToolTip(tr("In every step the network is asked twice: about the picture as it is, and about the picture "
                         "turned. The sampler takes the mean of both answers, the second one turned back."));
    grid->addWidget(fieldWords(tr("Turn")), 2, 0);
    grid->addWidget(turn_, 2, 1);
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

EditScene ReadingsWay::scene() const
{
    EditScene scene;
    const bool begun = run().count() > 0 && requested().base.second;
    const SecondReading reading = begun ? *requested().base.second : this->reading();
    const QString first = begun ? className(requested().base.classes.front()) : firstName();
    const QString second = begun ? className(reading.label) : secondName();
    scene.left = result(0, selected(), tr("upright: %1").arg(first));
    scene.left.hint = tr("Press G to try twelve times");
    scene.middle = result(0, selected(), tr("turned: %1").arg(second));
    if (!scene.middle.image.empty())
        scene.middle.image = turned(scene.middle.image, reading.way);
    scene.firstArrow = reading.way == SecondReading::Way::Mirror        ? tr("\nin the mirror")
                       : reading.way == SecondReading::Way::QuarterTurn ? tr("90°\nturned")
                                                                        : tr("180°\nturned");
    scene.right.shown = false;
    return scene;
}

HybridWay::HybridWay(const EditSources& sources, QObject* parent)
    : TwoClassesWay(sources, parent), blur_(new QDoubleSpinBox)
{
    QGridLayout* grid = buildClasses(tr("From afar"), tr("Near by"), "editHybrid");
    blur_->setObjectName(QStringLiteral("editBlur"));
    blur_->setRange(0.5, 16);
    blur_->setSingleStep(0.5);
    blur_->setDecimals(1);
    blur_->setValue(2);
    blur_->setSuffix(tr(" px"));
    blur_->setAccessibleName(tr("Cut-off"));
    blur_->setToolTip(tr("Standard deviation of the Gaussian that parts low frequencies from high ones: what it "
                         "leaves belongs to the class from afar, what it takes away to the one near by"));
    grid->addWidget(fieldWords(tr("Cut-off")), 2, 0);
    grid->addWidget(blur_, 2, 1);
    connect(blur_, &QDoubleSpinBox::valueChanged, this, &EditWay::changed);
}

SecondReading HybridWay::reading() const
{
    SecondReading reading;
    reading.way = SecondReading::Way::Frequencies;
    reading.blur = blur_->value();
    return reading;
}

bool HybridWay::showReading(const SecondReading& reading)
{
    if (reading.way != SecondReading::Way::Frequencies)
        return false;
    blur_->setValue(reading.blur);
    return true;
}

Image blurredFor(const Image& picture, double deviation)
{
    const int reach = std::max(1, int(std::ceil(3 * deviation)));
    std::vector<double> kernel;
    double sum = 0;
    for (int k = -reach; k <= reach; ++k)
        sum += kernel.emplace_back(std::exp(-k * k / (2 * deviation * deviation)));
    const auto along = [&](const Image& from, bool rows) {
        Image to = from;
        for (int channel = 0; channel < from.channels; ++channel)
            for (int y = 0; y < from.height; ++y)
                for (int x = 0; x < from.width; ++x) {
                    double value = 0;
                    for (int k = -reach; k <= reach; ++k)
                        value += kernel[std::size_t(k + reach)] *
                                 double(rows ? from.at(channel, y, std::clamp(x + k, 0, from.width - 1))
                                             : from.at(channel, std::clamp(y + k, 0, from.height - 1), x));
                    to.at(channel, y, x) = float(value / sum);
                }
        return to;
    };
    return deviation > 0 ? along(along(picture, true), false) : picture;
}

EditScene HybridWay::scene() const
{
    EditScene scene;
    const bool begun = run().count() > 0 && requested().base.second;
    const QString far = begun ? className(requested().base.classes.front()) : firstName();
    const QString near = begun ? className(requested().base.second->label) : secondName();
    const double blur = begun ? requested().base.second->blur : blur_->value();
    scene.left = result(0, selected(), tr("near by: %1").arg(near));
    scene.left.hint = tr("Press G to try twelve times");
    scene.middle = result(0, selected(), tr("from afar: %1").arg(far));
    scene.firstArrow = tr("%1 px\nblurred").arg(number(blur, 1));
    scene.right.words = tr("what is lost from afar");
    scene.right.frame = Concept::Error;
    if (scene.middle.image.empty())
        return scene;
    scene.middle.image = blurredFor(scene.left.image, blur);
    const PictureDifference detail = differenceOf(scene.left.image, scene.middle.image);
    scene.right.image = detail.values;
    scene.secondArrow = tr("\nthe rest");
    scene.number = number(detail.rms, 2);
    scene.numberWords = tr("RMS of the high frequencies");
    return scene;
}

} // namespace diffuscope::ui
