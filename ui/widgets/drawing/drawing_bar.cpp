#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/form/segmented_control.h"

#include <QButtonGroup>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSpinBox>

namespace diffuscope::ui {

namespace {

constexpr int kRoomForSide = 900, kRoomForColours = 780;

// A colour to draw with.
class Swatch : public QAbstractButton {
public:
    Swatch(const QColor& colour, const QString& name) : colour_(colour)
    {
        setCheckable(true);
        setObjectName(name);
        setToolTip(name);
        setAccessibleName(name);
        setFocusPolicy(Qt::TabFocus);
        setFixedSize(22, 24);
    }
    const QColor& colour() const { return colour_; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Palette& palette = paletteOf(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(rect()).adjusted(3, 4, -3, -4);
        drawBox(painter, box, 3, colour_, palette.line2);
        if (isChecked())
            drawBox(painter, box.adjusted(-2.5, -2.5, 2.5, 2.5), 5, QColor(), palette.selected, 1.5);
        if (showsFocus(this))
            drawFocusRing(painter, box, 3, palette);
    }

private:
    QColor colour_;
};

} // namespace

DrawingBar::DrawingBar(QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent),
      kind_(new SegmentedControl({{"pen", tr("Pen"), {}}, {"eraser", tr("Eraser"), {}}, {"fill", tr("Fill"), {}}})),
      size_(new SegmentedControl({{"1", "1", {}}, {"2", "2", {}}, {"4", "4", {}}, {"8", "8", {}}, {"16", "16", {}}})),
      colours_(new QButtonGroup(this)), side_(new QSpinBox), sideBox_(new QWidget),
      more_(new IconButton("plus", tr("Another colour…"))), undo_(new IconButton("undo", tr("Undo (Ctrl+Z)"))),
      redo_(new IconButton("redo", tr("Redo (Ctrl+Shift+Z)"))),
      clear_(new IconButton("erase", tr("Start blank: the whole picture in this colour"))),
      cancel_(new Button(tr("Cancel"), {}, Button::Look::Flat)),
      done_(new Button(tr("Done"), {}, Button::Look::Primary))
{
    setObjectName("drawingBar");
    setFixedHeight(56);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 0, 16, 1);
    row->setSpacing(4);
    addTools();
    addColours();
    addActions();
}

void DrawingBar::addTools()
{
    kind_->setObjectName("drawingTool");
    kind_->setAccessibleName(tr("Tool"));
    size_->setObjectName("drawingSize");
    size_->setAccessibleName(tr("Size of the pen in pixels"));
    size_->setToolTip(tr("Size of the pen in pixels"));
    size_->setCurrent("2");
    connect(kind_, &SegmentedControl::currentChanged, this, [this](const QString& id) {
        tool_.kind = id == QLatin1String("pen")      ? DrawingTool::Kind::Pen
                     : id == QLatin1String("eraser") ? DrawingTool::Kind::Eraser
                                                     : DrawingTool::Kind::Fill;
        Q_EMIT toolChanged();
    });
    connect(size_, &SegmentedControl::currentChanged, this, [this](const QString& id) {
        tool_.size = id.toInt();
        Q_EMIT toolChanged();
    });
    layout()->addWidget(kind_);
    layout()->addWidget(size_);
}

void DrawingBar::addColours()
{
    const std::pair<const char*, QString> kColours[] = {
        {"#000000", tr("Black")},  {"#808080", tr("Grey")},   {"#FFFFFF", tr("White")}, {"#E2483D", tr("Red")},
        {"#F39A1F", tr("Orange")}, {"#F6D743", tr("Yellow")}, {"#3FA65A", tr("Green")}, {"#2E7BD6", tr("Blue")},
        {"#6B45C6", tr("Violet")}, {"#8A5A2B", tr("Brown")}};
    static_cast<QHBoxLayout*>(layout())->addSpacing(8);
    for (const auto& [colour, name] : kColours) {
        auto* swatch = new Swatch(QColor(QLatin1String(colour)), name);
        colours_->addButton(swatch);
        layout()->addWidget(swatch);
        connect(swatch, &QAbstractButton::clicked, this, [this, swatch] { setColour(swatch->colour()); });
    }
    colours_->buttons().constFirst()->setChecked(true);
    layout()->addWidget(more_);
    connect(more_, &QAbstractButton::clicked, this, [this] {
        auto* dialog = new QColorDialog(tool_.colour, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QColorDialog::colorSelected, this, &DrawingBar::setColour);
        dialog->open();
    });
}

void DrawingBar::addActions()
{
    auto* row = static_cast<QHBoxLayout*>(layout());
    undo_->setObjectName("drawingUndo");
    redo_->setObjectName("drawingRedo");
    clear_->setObjectName("drawingClear");
    side_->setObjectName("drawingSide");
    done_->setObjectName("drawingDone");
    cancel_->setObjectName("drawingCancel");
    side_->setRange(Drawing::kLeastSide, Drawing::kMostSide);
    side_->setKeyboardTracking(false);
    side_->setAccessibleName(tr("Side of the picture in pixels"));
    side_->setToolTip(tr("Side of the picture, 16 to 512 pixels"));
    side_->setSuffix(tr(" px"));
    auto* box = new QHBoxLayout(sideBox_);
    box->setContentsMargins(8, 0, 0, 0);
    box->addWidget(side_);
    row->addWidget(sideBox_);
    row->addStretch(1);
    for (QWidget* widget : {static_cast<QWidget*>(undo_), static_cast<QWidget*>(redo_), static_cast<QWidget*>(clear_),
                            static_cast<QWidget*>(cancel_), static_cast<QWidget*>(done_)})
        row->addWidget(widget);
    connect(side_, &QSpinBox::valueChanged, this, &DrawingBar::sideChosen);
    connect(undo_, &QAbstractButton::clicked, this, &DrawingBar::undoRequested);
    connect(redo_, &QAbstractButton::clicked, this, &DrawingBar::redoRequested);
    connect(clear_, &QAbstractButton::clicked, this, &DrawingBar::clearRequested);
    connect(cancel_, &QPushButton::clicked, this, [this] { Q_EMIT finished(false); });
    connect(done_, &QPushButton::clicked, this, [this] { Q_EMIT finished(true); });
}

void DrawingBar::setColour(const QColor& colour)
{
    tool_.colour = colour;
    colours_->setExclusive(false);
    for (QAbstractButton* button : colours_->buttons())
        button->setChecked(static_cast<Swatch*>(button)->colour().rgb() == colour.rgb());
    colours_->setExclusive(true);
    if (tool_.kind == DrawingTool::Kind::Eraser) { // who takes a colour means to use it
        tool_.kind = DrawingTool::Kind::Pen;
        kind_->setCurrent("pen");
    }
    Q_EMIT toolChanged();
}

void DrawingBar::setSide(int side)
{
    const QSignalBlocker quiet(side_);
    side_->setValue(side);
}

void DrawingBar::setHistory(bool canUndo, bool canRedo)
{
    undo_->setEnabled(canUndo);
    redo_->setEnabled(canRedo);
}

void DrawingBar::resizeEvent(QResizeEvent*)
{
    sideBox_->setVisible(width() >= kRoomForSide);
    more_->setVisible(width() >= kRoomForColours);
}

} // namespace diffuscope::ui
