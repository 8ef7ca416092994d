#include "ui/reverse/edit/repaint_way.h"

#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"

#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>
#include <cstdlib>

namespace diffuscope::ui {

namespace {

QList<SegmentedControl::Segment> numberSegments(std::initializer_list<int> numbers)
{
    QList<SegmentedControl::Segment> segments;
    for (const int number : numbers)
        segments.append({QString::number(number), QString::number(number), {}});
    return segments;
}

} // namespace

RepaintWay::RepaintWay(const EditSources& sources, QObject* parent)
    : EditWay(sources, parent), brush_(new QSpinBox), redos_(new SegmentedControl(numberSegments({1, 5, 10}))),
      count_(new SegmentedControl(numberSegments({1, 4, 8}))), redosRow_(new QWidget)
{
    brush_->setObjectName(QStringLiteral("editBrush"));
    brush_->setRange(1, 64);
    brush_->setValue(4);
    brush_->setAccessibleName(tr("Size of the brush"));
    brush_->setToolTip(
        tr("Pixels across. The left button marks what is drawn anew, the right button takes marks away"));
    redos_->setObjectName(QStringLiteral("editRedos"));
    redos_->setCurrent(QStringLiteral("5"));
    redos_->setAccessibleName(tr("Times each step is taken"));
    redos_->setToolTip(tr("How often each step is taken, with its noise put back in between, so that the new part has "
                          "time to agree with the old one; costs as many times the network calls"));
    count_->setObjectName(QStringLiteral("editSeeds"));
    count_->setCurrent(QStringLiteral("8"));
    count_->setAccessibleName(tr("Seeds"));
    auto* clear = new Button(tr("Clear"));
    auto* invert = new Button(tr("Invert"));
    clear->setObjectName(QStringLiteral("editClear"));
    invert->setObjectName(QStringLiteral("editInvert"));
    clear->setToolTip(tr("Mark nothing"));
    invert->setToolTip(tr("Mark what is not marked, and the other way round"));
    auto* row = new QHBoxLayout(redosRow_);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Each step")), 1, Qt::AlignRight);
    row->addWidget(redos_);
    row->addWidget(new QLabel(tr("times")), 1);
    auto* panel = new QWidget;
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    auto* brushWords = new QLabel(tr("Brush"));
    auto* seedWords = new QLabel(tr("Seeds"));
    for (QLabel* words : {brushWords, seedWords})
        words->setProperty("role", "field");
    grid->addWidget(brushWords, 0, 0);
    grid->addWidget(brush_, 0, 1);
    grid->addWidget(clear, 0, 2);
    grid->addWidget(invert, 0, 3);
    grid->addWidget(seedWords, 1, 0);
    grid->addWidget(count_, 1, 1, 1, 3);
    setPanel(panel);
    connect(brush_, &QSpinBox::valueChanged, sources.mask, &MaskView::setBrush);
    connect(clear, &QAbstractButton::clicked, sources.mask, &MaskView::clearMask);
    connect(invert, &QAbstractButton::clicked, sources.mask, &MaskView::invertMask);
    for (SegmentedControl* control : {redos_, count_})
        connect(control, &SegmentedControl::currentChanged, this, &EditWay::changed);
}

void RepaintWay::modelChanged() { brush_->setMaximum(std::max(1, model() ? model()->side : 64)); }

QWidget* RepaintWay::belowMiddle() const { return redosRow_; }

QString RepaintWay::verb() const { return tr("Repaint %1").arg(count_->current()); }

QString RepaintWay::problem() const
{
    if (const QString why = EditWay::problem(); !why.isEmpty())
        return why;
    return sources().mask->share() > 0 ? QString() : tr("Mark with the brush what is to be drawn anew");
}

VariationsRequest RepaintWay::request(const SampleRequest& base) const
{
    VariationsRequest request{base, {SampleChange()}};
    request.base.count = count_->current().toInt();
    request.base.from = sources().a->given();
    request.base.mask = {};
    request.base.mask.pixels = sources().mask->mask();
    request.base.redos = redos_->current().toInt();
    return request;
}

std::optional<int> RepaintWay::changedOutside(const Image& made, const Image& original, const Image& mask)
{
    int most = 0;
    if (!made.sameShape(original) || mask.width != made.width || mask.height != made.height)
        return std::nullopt;
    for (int channel = 0; channel < made.channels; ++channel)
        for (int y = 0; y < made.height; ++y)
            for (int x = 0; x < made.width; ++x)
                if (mask.at(0, y, x) <= 0)
                    most = std::max(
                        most, std::abs(int(toByte(made.at(channel, y, x))) - int(toByte(original.at(channel, y, x)))));
    return most;
}

EditResults RepaintWay::results() const
{
    EditResults results =
        onePerSeed(tr("Ways to fill it"), tr("The same picture and the same mask, each with noise of its own."));
    results.hint = tr("G fills the marked part, from several seeds.");
    return results;
}

EditScene RepaintWay::scene() const
{
    EditScene scene;
    scene.left = sourcePicture();
    if (sources().mask->share() > 0)
        scene.left.caption = tr("%1 % marked").arg(number(100 * sources().mask->share(), 0));
    scene.right = result(0, selected(), tr("repainted"));
    scene.right.hint = tr("Press G to repaint it");
    scene.middle.symbol = QStringLiteral("x_t");
    scene.middle.words = tr("both on the way");
    if (run().count() == 0 || selected() < 0)
        return scene;
    const Race::Racer& racer = run().racer(0);
    if (const int frame = racer.run.indexAt(ranStep()); frame >= 0) {
        scene.middle.image = racer.run.state(frame, selected());
        scene.middle.words = tr("both at t = %1").arg(racer.run.frame(frame).step);
    }
    scene.firstArrow = tr("outside yours\ninside guessed");
    scene.secondArrow = tr("%1 calls\nwalk back").arg(racer.calls);
    scene.film = {EditFilm::Kind::Guess, racer.job, &racer.run, selected()};
    const auto change = [&]() -> std::optional<double> {
        return changedOutside(scene.right.image, startedFrom(), requested().base.mask.pixels);
    };
    if (const auto most = racer.ended ? once(0, selected(), change) : std::nullopt) {
        scene.number = tr("%1 of 255").arg(int(*most));
        scene.numberWords = tr("changed outside");
    }
    return scene;
}

} // namespace diffuscope::ui
