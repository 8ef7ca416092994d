#include "ui/reverse/edit/hybrid_way.h"

#include "ui/reverse/edit/split_chart.h"
#include "ui/style/theme.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace diffuscope::ui {

namespace {
constexpr double kLeastBlur = 0.5, kMostBlur = 16, kBlurNotch = 0.5; // pixels
} // namespace

HybridWay::HybridWay(const EditSources& sources, QObject* parent)
    : TwoClassesWay(sources, parent), blur_(new QDoubleSpinBox), slider_(new QSlider(Qt::Horizontal)),
      chart_(new SplitChart), split_(new HybridSplit(this))
{
    QGridLayout* grid = buildClasses(tr("From afar"), tr("Near by"), QStringLiteral("editHybrid"));
    buildCutOff(*grid);
    grid->addWidget(chart_, 4, 0, 1, 2);
    connect(split_, &HybridSplit::ready, this, [this] {
        if (chart_)
            chart_->setParts(split_->parts());
        if (!splitting_)
            Q_EMIT shown();
    });
}

void HybridWay::buildCutOff(QGridLayout& grid)
{
    blur_->setObjectName(QStringLiteral("editBlur"));
    blur_->setRange(kLeastBlur, kMostBlur);
    blur_->setSingleStep(kBlurNotch);
    blur_->setDecimals(1);
    blur_->setValue(2);
    blur_->setSuffix(tr(" px"));
    slider_->setObjectName(QStringLiteral("editBlurSlider"));
    slider_->setRange(int(kLeastBlur / kBlurNotch), int(kMostBlur / kBlurNotch));
    slider_->setValue(int(std::lround(blur_->value() / kBlurNotch)));
    for (QWidget* field : std::initializer_list<QWidget*>{blur_, slider_}) {
        field->setAccessibleName(tr("Cut-off"));
        field->setToolTip(tr("Standard deviation of the Gaussian that parts low frequencies from high ones: what it "
                             "leaves belongs to the class from afar, what it takes away to the one near by"));
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(slider_, 1);
    row->addWidget(blur_);
    grid.addWidget(fieldWords(tr("Cut-off")), 3, 0);
    grid.addLayout(row, 3, 1);
    connect(slider_, &QSlider::valueChanged, blur_, [this](int notch) { blur_->setValue(notch * kBlurNotch); });
    connect(blur_, &QDoubleSpinBox::valueChanged, this, [this](double blur) {
        const QSignalBlocker quiet(slider_);
        slider_->setValue(int(std::lround(blur / kBlurNotch)));
        Q_EMIT changed();
    });
}

SecondReading HybridWay::reading() const
{
    SecondReading reading;
    reading.way = SecondReading::Way::Frequencies;
    reading.blur = blur_->value();
    return reading;
}

bool HybridWay::takes(const SecondReading& reading) const { return reading.way == SecondReading::Way::Frequencies; }

void HybridWay::showReading(const SecondReading& reading) { blur_->setValue(reading.blur); }

std::pair<TwoClassesWay::Look, TwoClassesWay::Look> HybridWay::looks(const SecondReading& reading) const
{
    return {[blur = reading.blur](const Image& picture) { return blurredFor(picture, blur); },
            [](const Image& picture) { return picture; }};
}

EditScene HybridWay::scene() const
{
    EditScene scene;
    const double blur = shownReading().blur;
    const int picture = shownPicture();
    scene.left = result(0, picture, tr("near by: %1").arg(secondName()));
    scene.left.hint = tr("Press G to try");
    scene.left.caption = verdict(picture, true);
    scene.middle.symbol = scene.left.symbol;
    scene.middle.words = tr("from afar: %1").arg(firstName());
    scene.middle.caption = verdict(picture, false);
    scene.firstArrow = tr("%1 px\nblurred").arg(number(blur, 1));
    scene.right.words = tr("what is lost from afar");
    scene.right.frame = Concept::Error;
    if (scene.left.image.empty())
        return scene;
    splitting_ = true;
    split_->split(scene.left.image, blur); // a large picture takes a while
    splitting_ = false;
    if (!split_->isOf(scene.left.image, blur)) {
        scene.middle.hint = scene.right.hint = tr("Being blurred…");
        return scene;
    }
    const auto& parts = split_->parts();
    scene.middle.image = parts->far;
    scene.right.image = parts->near;
    scene.secondArrow = tr("\nthe rest");
    scene.number = number(parts->rms, 2);
    scene.numberWords = tr("RMS of the high frequencies");
    return scene;
}

} // namespace diffuscope::ui
