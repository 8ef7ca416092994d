#include "ui/reverse/explore/paint_palette.h"

#include "ui/reverse/explore/paint_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/form/segmented_control.h"

#include <QButtonGroup>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QSpinBox>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {
const QLatin1String kLight("light"), kDark("dark"), kColour("colour"), kFresh("noise");
}

PaintPalette::PaintPalette(PaintView* view)
    : QObject(view), view_(view), tools_(new QWidget(view->parentWidget())),
      settings_(new QWidget(view->parentWidget())), group_(new QButtonGroup(this)), size_(new QSpinBox),
      paint_(new SegmentedControl({{kLight, tr("Light"), {}}, {kDark, tr("Dark"), {}}, {kFresh, tr("Noise"), {}}}))
{
    auto* column = new QVBoxLayout(tools_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    look_ = addTool(QStringLiteral("eye"), tr("Look at the picture"), "paintLook", true);
    brush_ =
        addTool(QStringLiteral("pen"), tr("Brush: change the guess and keep the noise (P). Hold Alt to see the guess."),
                "paintBrush", true);
    noise_ = addTool(QStringLiteral("drop"), tr("Draw the noise anew, and keep the guess"), "paintNoise", true);
    eraser_ = addTool(QStringLiteral("erase"), tr("Eraser: take strokes back (X)"), "paintEraser", true);
    undo_ = addTool(QStringLiteral("undo"), tr("Undo the last stroke (Ctrl+Z)"), "paintUndo", false);
    redo_ = addTool(QStringLiteral("redo"), tr("Redo the stroke (Ctrl+Shift+Z)"), "paintRedo", false);
    column->addStretch();
    auto* row = new QHBoxLayout(settings_);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    size_->setRange(1, 64);
    size_->setValue(view_->brush());
    size_->setSuffix(tr(" px"));
    size_->setObjectName(QStringLiteral("paintSize"));
    size_->setAccessibleName(tr("Size of the brush"));
    size_->setToolTip(tr("Diameter of the brush ([ and ])"));
    paint_->setObjectName(QStringLiteral("paintKind"));
    paint_->setAccessibleName(tr("What the brush leaves"));
    well_ = new IconButton(QStringLiteral("fill"), tr("Choose the colour of the brush"));
    well_->setObjectName(QStringLiteral("paintColour"));
    well_->setBox(28, 28, 17);
    row->addWidget(size_);
    row->addWidget(paint_);
    row->addWidget(well_);
    row->addStretch();
    connect(look_, &QAbstractButton::clicked, this, [this] { view_->setTool(PaintView::Tool::Look); });
    connect(brush_, &QAbstractButton::clicked, this, [this] {
        if (paint_->current() == kFresh)
            paint_->setCurrent(kLight);
        choosePaint(paint_->current());
    });
    connect(noise_, &QAbstractButton::clicked, this, [this] {
        paint_->setCurrent(kFresh);
        choosePaint(kFresh);
    });
    connect(eraser_, &QAbstractButton::clicked, this, [this] { view_->setTool(PaintView::Tool::Eraser); });
    connect(undo_, &QAbstractButton::clicked, view_, &PaintView::undo);
    connect(redo_, &QAbstractButton::clicked, view_, &PaintView::redo);
    connect(size_, &QSpinBox::valueChanged, view_, &PaintView::setBrush);
    connect(paint_, &SegmentedControl::currentChanged, this, &PaintPalette::choosePaint);
    connect(well_, &QAbstractButton::clicked, this, &PaintPalette::chooseColour);
    connect(view_, &PaintView::strokesChanged, this, &PaintPalette::refresh);
    look_->setChecked(true);
    setColourful(false);
    refresh();
}

IconButton* PaintPalette::addTool(const QString& icon, const QString& tip, const char* name, bool checks)
{
    auto* button = new IconButton(icon, tip, tools_);
    button->setBox(34, 30, 18);
    button->setCheckable(checks);
    button->setObjectName(QLatin1String(name));
    if (checks)
        group_->addButton(button);
    tools_->layout()->addWidget(button);
    return button;
}

void PaintPalette::refresh()
{
    undo_->setEnabled(view_->canUndo());
    redo_->setEnabled(view_->canRedo());
}

void PaintPalette::choosePaint(const QString& id)
{
    view_->setTool(PaintView::Tool::Brush);
    (id == kFresh ? noise_ : brush_)->setChecked(true);
    if (id == kFresh)
        view_->setColour({});
    else if (id == kColour)
        view_->setColour({colour_.red(), colour_.green(), colour_.blue()});
    else
        view_->setColour({id == kLight ? 255 : 0});
}

void PaintPalette::setColourful(bool colourful)
{
    well_->setVisible(colourful);
    QList<SegmentedControl::Segment> segments{{kLight, tr("Light"), {}}, {kDark, tr("Dark"), {}}};
    if (colourful)
        segments.append({kColour, tr("Colour"), {}});
    segments.append({kFresh, tr("Noise"), {}});
    if (segments.size() != paint_->count())
        paint_->setSegments(segments);
}

void PaintPalette::chooseColour()
{
    auto* dialog = new QColorDialog(colour_, settings_);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QColorDialog::colorSelected, this, [this](const QColor& colour) {
        colour_ = colour;
        paint_->setCurrent(kColour);
        choosePaint(kColour);
    });
    dialog->open();
}

void PaintPalette::toggleBrush() { (view_->tool() == PaintView::Tool::Brush ? eraser_ : brush_)->click(); }

void PaintPalette::startBrush() { brush_->click(); }

void PaintPalette::resize(int by) { size_->setValue(size_->value() + by); }

} // namespace diffuscope::ui
