#include "ui/reverse/edit/edit_page.h"

#include "ui/reverse/edit/edit_tiles.h"
#include "ui/reverse/start/mask_view.h"
#include "ui/reverse/start/start_picture.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/drawing/drawing_pad.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"

#include <QDropEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kEditMargin = 24, kEditTop = 6, kEditBar = 56, kEditLow = 380, kEditHead = 26, kEditFrame = 10,
              kEditArrow = 108, kEditTray = 36, kEditMost = 320;
} // namespace

EditPage::EditPage(StartPicture* a, StartPicture* b, QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), a_(a), b_(b), tiles_(new EditTiles(this)), bar_(new DrawingBar(this)),
      pad_(new DrawingCanvas(this)), left_(new MaskView(this)), middle_(new ImageView(Concept::State, this)),
      right_(new ImageView(Concept::State, this)), trayA_(buildTray(a, false)), trayB_(buildTray(b, true)),
      number_(new NumberLabel(20, 600, this)), numberWords_(new ElidedLabel({}, Qt::ElideRight, this))
{
    setObjectName(QStringLiteral("editPage"));
    setMinimumSize(480, 240);
    const std::pair<QWidget*, const char*> names[] = {
        {left_, "editSource"}, {middle_, "editMiddle"}, {right_, "editResult"}, {number_, "editNumber"}};
    for (const auto& [widget, name] : names)
        widget->setObjectName(QLatin1String(name));
    auto* link = new ViewLink(this);
    for (ImageView* view : std::initializer_list<ImageView*>{left_, middle_, right_}) {
        view->setMinimumSize(1, 1);
        view->setLink(link);
    }
    for (ImageView* view : std::initializer_list<ImageView*>{left_, right_}) {
        view->setAcceptDrops(true);
        view->installEventFilter(this);
    }
    number_->setConcept(Concept::Error);
    numberWords_->setProperty("role", "secondary");
    left_->setMaskable(false);
    connect(a_, &StartPicture::loading, left_, &ImageView::setLoading);
    connect(b_, &StartPicture::loading, this, [this](const QString& words) {
        if (wantsB_)
            right_->setLoading(words);
    });
    connectDrawing();
    bar_->hide();
    pad_->hide();
}

QWidget* EditPage::buildTray(StartPicture* picture, bool second)
{
    auto* tray = new QWidget(this);
    auto* row = new QHBoxLayout(tray);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    const QString suffix = second ? QStringLiteral("B") : QString();
    const auto add = [&](const char* icon, const char* name, const QString& tip, auto act) {
        auto* button = new IconButton(QLatin1String(icon), tip);
        button->setObjectName(QLatin1String(name) + suffix);
        row->addWidget(button);
        connect(button, &QAbstractButton::clicked, this, act);
    };
    if (!second)
        add("pen", "editDraw", tr("Draw it, or change what is there"), [this] { draw(); });
    add("folder", "editOpen", tr("Open a picture; it is fitted as training fits its pictures"),
        [this, picture] { picture->chooseFile(this); });
    add("dice", "editDice", tr("Take any picture of the open dataset"), [picture] { picture->drawOne(); });
    add("copy", "editPaste", tr("Take the picture in the clipboard"), [picture] { picture->paste(); });
    add("reverse", "editSample", tr("Take the sample that Watch shows"),
        [this, second] { Q_EMIT sampleWanted(second); });
    row->addStretch();
    return tray;
}

void EditPage::connectDrawing()
{
    connect(pad_, &DrawingCanvas::changed, this, [this] {
        bar_->setHistory(pad_->drawing().canUndo(), pad_->drawing().canRedo());
        bar_->setSide(pad_->drawing().side());
    });
    connect(pad_, &DrawingCanvas::colourPicked, bar_, &DrawingBar::setColour);
    connect(pad_, &DrawingCanvas::finished, this, &EditPage::endDrawing);
    connect(bar_, &DrawingBar::toolChanged, this, [this] { pad_->setTool(bar_->tool()); });
    connect(bar_, &DrawingBar::sideChosen, pad_, &DrawingCanvas::resizeImage);
    connect(bar_, &DrawingBar::undoRequested, pad_, &DrawingCanvas::undo);
    connect(bar_, &DrawingBar::redoRequested, pad_, &DrawingCanvas::redo);
    connect(bar_, &DrawingBar::clearRequested, this, [this] { pad_->clear(bar_->tool().colour); });
    connect(bar_, &DrawingBar::finished, this, &EditPage::endDrawing);
    pad_->setTool(bar_->tool());
}

bool EditPage::drawing() const { return !pad_->isHidden(); }

void EditPage::draw()
{
    if (drawing() || !wantsA_ || a_->side() == 0) // without a model nothing can be fitted
        return;
    const int side = std::clamp(a_->side(), Drawing::kLeastSide, Drawing::kMostSide);
    QImage start(side, side, QImage::Format_RGB32);
    start.fill(Qt::white);
    if (!a_->picture().empty() && a_->picture().width >= Drawing::kLeastSide)
        start = toQImage(a_->picture());
    pad_->start(start);
    bar_->setSide(start.width());
    bar_->setHistory(false, false);
    tiles_->hide();
    for (QWidget* part : std::initializer_list<QWidget*>{bar_, pad_}) {
        part->show();
        part->raise();
    }
    left_->hide();
    trayA_->hide(); // another picture would take the drawing's place
    arrange();
    pad_->setFocus();
}

void EditPage::endDrawing(bool keep)
{
    if (!drawing())
        return;
    bar_->hide();
    pad_->hide();
    tiles_->show();
    left_->show();
    trayA_->setVisible(wantsA_);
    arrange();
    setFocus();
    if (keep)
        Q_EMIT drawn(pad_->drawing().picture());
}

void EditPage::setTrays(bool a, bool b)
{
    wantsA_ = a;
    wantsB_ = b;
    trayA_->setVisible(a && !drawing());
    trayB_->setVisible(b);
}

void EditPage::setBelow(QWidget* middle, QWidget* right)
{
    for (QWidget* old : {belowMiddle_.data(), belowRight_.data()})
        if (old)
            old->hide();
    belowMiddle_ = middle;
    belowRight_ = right;
    for (QWidget* now : {middle, right})
        if (now) {
            now->setParent(this);
            now->show();
        }
    arrange();
}

void EditPage::setRecipe(std::function<std::string()> recipe) { right_->setRecipe(std::move(recipe)); }

void EditPage::place(ImageView* view, const EditPicture& picture)
{
    view->setVisible(picture.shown && !(view == left_ && drawing()));
    view->setFrameConcept(picture.frame);
    view->setSymbol(picture.symbol, picture.words);
    view->setCaption(picture.caption);
    if (picture.image.empty())
        view->clear(picture.hint);
    else if (view->image().values != picture.image.values || view->range() != picture.range)
        view->setImage(picture.image, picture.range);
}

void EditPage::setScene(const EditScene& scene)
{
    scene_ = scene;
    for (const Image* image : {&scene.left.image, &scene.middle.image, &scene.right.image})
        if (!image->empty())
            side_ = image->width;
    place(left_, scene.left);
    place(middle_, scene.middle);
    place(right_, scene.right);
    number_->setText(scene.number);
    numberWords_->setWhole(scene.numberWords);
    arrange();
    update();
}

void EditPage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

void EditPage::arrange()
{
    const bool low = height() < kEditLow;
    const int tiles = low ? 30 : 44, top = drawing() ? kEditBar : kEditTop + tiles + 8;
    tiles_->setGeometry(kEditMargin, kEditTop, width() - 2 * kEditMargin, tiles);
    bar_->setGeometry(0, 0, width(), kEditBar);
    const int wide = (width() - 2 * kEditMargin - 2 * kEditArrow) / 3;
    const int high = height() - top - kEditHead - kEditTray - 8;
    const int room = std::min({wide, high, kEditMost}) - kEditFrame;
    const int side = std::max(24, wholeSide(room, std::max(1, side_), devicePixelRatioF())) + kEditFrame;
    const int between = (width() - 2 * kEditMargin - 3 * side) / 2;
    const int step = side + std::min(between, 2 * kEditArrow);
    const int shown = scene_.right.shown ? 3 : 2;
    const int first = std::max(kEditMargin, (width() - (shown - 1) * step - side) / 2);
    const int y = top + std::max(0, (high - side) / 3), below = y + kEditHead + side + 4;
    left_->setGeometry(first, y, side, kEditHead + side);
    middle_->setGeometry(first + step, y, side, kEditHead + side);
    right_->setGeometry(first + 2 * step, y, side, kEditHead + side);
    pad_->setGeometry(first, y + kEditHead, side, side);
    const int roomBelow = std::min(width() - first - 2 * step, side + std::min(between, 60));
    trayA_->setGeometry(first, below, roomBelow, kEditTray - 4);
    trayB_->setGeometry(first + 2 * step, below, roomBelow, kEditTray - 4);
    if (belowMiddle_)
        belowMiddle_->setGeometry(first + step - 20, below, side + 40, kEditTray - 4);
    int x = scene_.right.shown ? first + 2 * step : first;
    if (belowRight_) {
        const QSize size = belowRight_->sizeHint();
        belowRight_->setGeometry(x, below, size.width(), kEditTray - 6);
        x += size.width() + 10;
    }
    const bool numbers = !scene_.number.isEmpty() && !wantsB_;
    number_->setVisible(numbers);
    numberWords_->setVisible(numbers && !scene_.numberWords.isEmpty());
    number_->setGeometry(x, below, number_->sizeHint().width(), kEditTray - 6);
    x += number_->sizeHint().width() + 8;
    numberWords_->setGeometry(x, below, std::max(0, width() - x - 8), kEditTray - 6);
}

void EditPage::drawArrow(QPainter& painter, const QWidget* from, const QWidget* to, const QString& words) const
{
    if (words.isEmpty() || from->isHidden() || to->isHidden())
        return;
    const Palette& p = paletteOf(this);
    const int y = to->geometry().center().y() + kEditHead / 2;
    const int left = from->geometry().right() + 12, right = to->geometry().left() - 12;
    painter.setPen(QPen(p.text2, 1.25));
    painter.drawLine(left, y, right, y);
    painter.drawLine(right, y, right - 6, y - 4);
    painter.drawLine(right, y, right - 6, y + 4);
    painter.setFont(textFont(12));
    const QStringList lines = words.split(u'\n');
    const QRect above(left - 8, y - 40, right - left + 16, 34), below(left - 8, y + 6, right - left + 16, 34);
    painter.setPen(p.text1);
    painter.drawText(above, Qt::AlignHCenter | Qt::AlignBottom | Qt::TextWordWrap, lines.value(0));
    painter.setPen(p.text2);
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, lines.value(1));
}

void EditPage::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QWidget* source = drawing() ? static_cast<const QWidget*>(pad_) : left_;
    drawArrow(painter, source, middle_, scene_.firstArrow);
    drawArrow(painter, middle_, right_, scene_.secondArrow);
}

// A picture is dropped onto what it is to replace; elsewhere the window takes it.
bool EditPage::eventFilter(QObject* watched, QEvent* event)
{
    const bool first = watched == left_ && wantsA_, second = watched == right_ && wantsB_;
    StartPicture* picture = first ? a_ : second ? b_ : nullptr;
    if (!picture)
        return Surface::eventFilter(watched, event);
    if (event->type() == QEvent::DragEnter || event->type() == QEvent::DragMove) {
        auto* drag = static_cast<QDragMoveEvent*>(event);
        if (!picture->accepts(*drag->mimeData()))
            return false;
        drag->acceptProposedAction();
        return true;
    }
    if (event->type() != QEvent::Drop)
        return Surface::eventFilter(watched, event);
    auto* drop = static_cast<QDropEvent*>(event);
    if (!picture->take(*drop->mimeData()))
        return false;
    drop->acceptProposedAction();
    return true;
}

} // namespace diffuscope::ui
