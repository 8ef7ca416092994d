#include "ui/reverse/step/step_page.h"

#include "ui/reverse/step/sum_row.h"
#include "ui/settings/preferences.h"
#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/picture_paint.h"
#include "ui/widgets/image/view_link.h"
#include "ui/widgets/math/math_text.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kPageMargin = 24, kPageTop = 10, kStepTitle = 26, kPartGap = 26, kPageFrame = 5, kPageHeader = 26;
constexpr int kNetwork = 132; // of the network between its question and its answer
constexpr int kLeastPart = 40, kLeastNext = 48, kMeanBlock = 112, kMostTerms = 5;
constexpr int kMeanRoom = 96; // of a picture of the lower row, for the mean to go below it
constexpr auto kStepWords = "stepWords";

} // namespace

StepPage::StepPage(QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), link_(new ViewLink(this)), asked_(new ImageView(Concept::State, this)),
      answer_(new ImageView(Concept::Prediction, this)), kept_(new ImageView(Concept::Prediction, this)),
      mean_(new ImageView(Concept::State, this)), guess_(new SumRow(QStringLiteral("stepGuess"), link_, this)),
      corrected_(new SumRow(QStringLiteral("stepCorrected"), link_, this)),
      next_(new SumRow(QStringLiteral("stepNext"), link_, this)),
      language_(new SegmentedControl(
          {{QStringLiteral("greek"), tr("Greek"), {}}, {QStringLiteral("words"), tr("Words"), {}}}, this))
{
    setObjectName(QStringLiteral("stepPage"));
    const std::pair<ImageView*, const char*> names[] = {
        {asked_, "stepAsked"}, {answer_, "stepAnswer"}, {kept_, "stepKept"}, {mean_, "stepMean"}};
    for (const auto& [view, name] : names) {
        view->setObjectName(QLatin1String(name));
        view->setMinimumSize(1, 1);
        view->setLink(link_);
    }
    link_->setKeepsProbe(true);
    connect(link_, &ViewLink::probeChanged, this, &StepPage::followProbe);
    language_->setObjectName(QStringLiteral("stepLanguage"));
    language_->setAccessibleName(tr("Symbols or words"));
    language_->setToolTip(tr("Name pictures and weights by symbols or by words (W)"));
    connect(language_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { setWords(id == QLatin1String("words")); });
    setMinimumSize(480, 240);
    setWords(Preferences::flag(kStepWords));
    fill();
}

void StepPage::setParts(const std::optional<StepParts>& parts, const QString& told)
{
    parts_ = parts;
    told_ = told;
    fill();
}

void StepPage::setRecipe(std::function<std::string()> recipe)
{
    if (auto* view = findChild<ImageView*>(QStringLiteral("stepNext0")))
        view->setRecipe(std::move(recipe));
}

void StepPage::setWords(bool words)
{
    if (words_ != words)
        Preferences::setFlag(kStepWords, words);
    words_ = words;
    language_->setCurrent(words ? QStringLiteral("words") : QStringLiteral("greek"));
    for (SumRow* row : {guess_, corrected_, next_})
        row->setWords(words);
    fill();
}

void StepPage::setChannel(int channel)
{
    channel_ = channel;
    showPixel();
}

void StepPage::fill()
{
    for (QWidget* part : std::initializer_list<QWidget*>{asked_, answer_, guess_, next_})
        part->setVisible(parts_.has_value());
    corrected_->setVisible(parts_ && parts_->corrected);
    kept_->setVisible(parts_ && parts_->limited);
    if (!parts_) {
        mean_->hide();
        titles_.clear();
        network_ = bracket_ = {};
        return update();
    }
    const auto show = [this](ImageView* view, const StepPart& part, const Image& values) {
        view->setSymbol(words_ ? QString() : part.symbol, part.words);
        view->setRole(part.isSigned() ? QStringLiteral("reverse/noise") : QString());
        if (values.empty())
            view->clear(tr("not kept"));
        else
            view->setImage(values, part.isSigned() ? kNoiseRange : 1.0f);
    };
    show(asked_, parts_->asked, parts_->asked.values);
    show(answer_, parts_->answer, parts_->answer.values);
    StepPart kept = parts_->guess.result;
    kept.words = tr("kept in ±1");
    show(kept_, kept, parts_->kept);
    StepPart mean;
    mean.symbol = QStringLiteral("\\state{\\mu}");
    mean.words = tr("the mean");
    if (!parts_->mean.empty())
        show(mean_, mean, parts_->mean);
    guess_->setSum(parts_->guess);
    if (parts_->corrected)
        corrected_->setSum(parts_->corrected->folded(kMostTerms));
    next_->setSum(parts_->next.folded(kMostTerms));
    const Image& shape = parts_->next.result.values;
    pictureSide_ = shape.width;
    channel_ = std::clamp(channel_, 0, std::max(0, shape.channels - 1));
    if (pixel_.x() < 0 || pixel_.x() >= shape.width || pixel_.y() >= shape.height)
        pixel_ = {shape.width / 2, shape.height / 2};
    if (!link_->probe())
        next_->findChild<ImageView*>()->setProbe(pixel_);
    arrange();
    showPixel();
}

void StepPage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

int StepPage::fittedSide(int room) const
{
    return std::max(wholeSide(room, std::max(1, pictureSide_), devicePixelRatioF()), 16);
}

void StepPage::place(ImageView* view, int x, int y, int side)
{
    view->setGeometry(x, y, side + 2 * kPageFrame, kPageHeader + side + 2 * kPageFrame);
}

// The lower row is what it is about and gets the room; the upper one shares what is left.
void StepPage::arrange()
{
    const QSize language = language_->sizeHint();
    language_->setGeometry(width() - kPageMargin - language.width(), kPageTop - 4, language.width(), language.height());
    language_->setVisible(parts_.has_value());
    if (!parts_)
        return;
    const int wide = width() - 2 * kPageMargin;
    int high = height() - kPageTop - 6;
    const bool extra = parts_->corrected.has_value(), mean = !parts_->mean.empty();
    const int upper = 4 + guess_->pictures() + (parts_->limited ? 1 : 0) - 2;
    const int upperWidth = SumRow::widthFor(guess_->pictures(), 0) + kNetwork + kPartGap + 4 * kPageFrame +
                           (parts_->limited ? 2 * kPageFrame + 34 : 0);
    const int rows = extra ? 3 : 2;
    const int overhead = rows * (kStepTitle + SumRow::heightFor(0)) + (rows - 1) * 6;
    if (mean && high - overhead - kMeanBlock >= kLeastPart + kMeanRoom)
        high -= kMeanBlock;
    const int nextWidth = wide - SumRow::widthFor(next_->pictures(), 0);
    int nextSide = fittedSide(std::min({nextWidth / next_->pictures(), (high - overhead) * 6 / 10, 256}));
    int side = 0;
    for (int room = nextSide;; room -= std::max(1, pictureSide_ / 2)) {
        nextSide = fittedSide(std::max(room, kLeastNext));
        const int left = (high - overhead - nextSide) / (rows - 1);
        side = fittedSide(std::max(std::min({(wide - upperWidth) / upper, left, nextSide}), 16));
        if (side >= kLeastPart || nextSide <= kLeastNext || room <= kLeastNext)
            break;
    }
    titles_.clear();
    int y = kPageTop, x = kPageMargin;
    const auto title = [this](int left, int top, const QString& text, const QString& more, int room) {
        titles_.append({{left, top}, QString::number(titles_.size() + 1), text, more, room});
    };
    const auto addExtra = [&] {
        title(kPageMargin, y, parts_->stirred ? tr("Put noise back") : tr("Correct the sample"),
              parts_->stirred ? tr("a little more noise, asked at a noisier level")
                              : tr("what the new answer says of the step before"),
              wide);
        corrected_->setSide(side);
        corrected_->setGeometry(kPageMargin, y + kStepTitle, std::min(corrected_->sizeHint().width(), wide),
                                corrected_->sizeHint().height());
        y += kStepTitle + SumRow::heightFor(side) + 6;
    };
    if (extra && parts_->stirred)
        addExtra();
    const int picture = side + 2 * kPageFrame;
    place(asked_, x, y + kStepTitle, side);
    network_ = {x + picture, y + kStepTitle + kPageHeader, kNetwork, picture};
    place(answer_, network_.right() + 1, y + kStepTitle, side);
    const int second = network_.right() + 1 + picture + kPartGap;
    const bool noise = parts_->answer.symbol.contains(QLatin1String("epsilon"));
    title(x, y, tr("Ask the network"), noise ? tr("which noise is in here?") : tr("what is this?"),
          second - x - kPartGap);
    title(second, y, tr("Guess the picture"),
          noise ? tr("take all of that noise off at once") : tr("what its answer comes to"),
          width() - kPageMargin - second - language.width());
    guess_->setSide(side);
    guess_->setGeometry(QRect(QPoint(second, y + kStepTitle), guess_->sizeHint()));
    place(kept_, guess_->geometry().right() + 35, y + kStepTitle, side);
    y += kStepTitle + SumRow::heightFor(side) + 6;
    if (extra && !parts_->stirred)
        addExtra();
    title(kPageMargin, y, tr("Take one step"),
          mean ? tr("some of the guess, most of what is there, a pinch of fresh noise")
               : tr("from t = %1 to s = %2, without chance").arg(parts_->from).arg(parts_->to),
          wide);
    next_->setSide(nextSide);
    next_->setGeometry(QRect(QPoint(kPageMargin, y + kStepTitle), next_->sizeHint()));
    layOutMean(y + kStepTitle + SumRow::heightFor(nextSide), height() - 4, side);
    update();
}

// Below the terms without chance where there is room, else at the end of the row.
void StepPage::layOutMean(int y, int bottom, int side)
{
    bracket_ = {};
    mean_->setVisible(!parts_->mean.empty());
    if (parts_->mean.empty())
        return;
    if (bottom - y >= kMeanBlock) {
        QRect terms;
        for (int k = 1; k < next_->pictures(); ++k)
            if (next_->sum().terms[k - 1].which != Concept::Noise)
                terms |= next_->placeOf(k);
        terms.translate(next_->pos());
        bracket_ = QRect(terms.left(), y + 2, terms.width(), 10);
        const int room = fittedSide(std::min(bottom - y - 14 - 2 * kPageFrame - kPageHeader, std::max(side, 64)));
        place(mean_, bracket_.center().x() - room / 2 - kPageFrame, y + 12, room);
        return;
    }
    const int right = next_->geometry().right() + 20, room = width() - kPageMargin - right - 2 * kPageFrame;
    const int small = fittedSide(std::min(room, 64));
    if (room < 16 || small > room)
        return mean_->hide();
    place(mean_, right, next_->y() + (next_->height() - small) / 2 - kPageHeader, small);
}

void StepPage::followProbe()
{
    const auto share = link_->probe();
    if (!share || !parts_ || pictureSide_ < 1)
        return;
    const Image& shape = parts_->next.result.values;
    const QPoint pixel(std::clamp(int(share->x() * shape.width), 0, shape.width - 1),
                       std::clamp(int(share->y() * shape.height), 0, shape.height - 1));
    if (pixel == pixel_)
        return;
    pixel_ = pixel;
    showPixel();
}

void StepPage::showPixel()
{
    for (SumRow* row : {guess_, corrected_, next_})
        row->setPixel(pixel_, channel_);
    Q_EMIT pixelChanged();
}

void StepPage::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!parts_) {
        painter.setFont(textFont(13));
        painter.setPen(colours.text2);
        painter.drawText(rect(), Qt::AlignCenter,
                         tr("A step is taken apart here once there is a sample. G generates."));
        return;
    }
    for (const Title& title : titles_) {
        const QRectF circle(title.at.x() + 0.5, title.at.y() + 0.5, 17, 17);
        painter.setPen(QPen(colours.text2, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(circle);
        painter.setFont(textFont(11, 600));
        painter.setPen(colours.text1);
        painter.drawText(circle, Qt::AlignCenter, title.number);
        painter.setFont(textFont(13, 600));
        const double x = title.at.x() + 25, base = title.at.y() + 14;
        painter.drawText(QPointF(x, base), title.text);
        const double next = x + painter.fontMetrics().horizontalAdvance(title.text) + 10;
        painter.setFont(textFont(12));
        painter.setPen(colours.text2);
        painter.drawText(QPointF(next, base), painter.fontMetrics().elidedText(title.more, Qt::ElideRight,
                                                                               title.at.x() + title.room - int(next)));
    }
    drawNetwork(painter);
    drawMean(painter);
    if (!kept_->isHidden()) { // an arrow from the guess to what became of it
        const double y = guess_->y() + kPageHeader + (guess_->height() - kPageHeader) / 2.0 - 10;
        const double left = guess_->geometry().right() + 6, right = kept_->x() - 6;
        painter.setPen(QPen(colours.text2, 1.5));
        painter.drawLine(QPointF(left, y), QPointF(right, y));
        painter.drawLine(QPointF(right - 5, y - 4), QPointF(right, y));
        painter.drawLine(QPointF(right - 5, y + 4), QPointF(right, y));
    }
}

// A question goes in, gets small and large again, and comes out as an answer.
void StepPage::drawNetwork(QPainter& painter) const
{
    const Palette& colours = paletteOf(this);
    const double middle = network_.center().y(), high = std::min(network_.height() * 0.62, 66.0);
    const double levels[] = {1, 0.66, 0.36, 0.66, 1};
    double x = network_.left() + 30;
    painter.setPen(QPen(colours.prediction.graphic, 1.5));
    painter.setBrush(colours.prediction.wash);
    const double barWidth = 9, gap = 6.5;
    for (const double level : levels) {
        painter.drawRoundedRect(QRectF(x, middle - high * level / 2, barWidth, high * level), 2, 2);
        x += barWidth + gap;
    }
    QPen dotted(colours.prediction.graphic, 1.2, Qt::DotLine);
    painter.setPen(dotted);
    const double left = network_.left() + 30 + barWidth, right = x - gap - barWidth;
    painter.drawLine(QPointF(left, middle - high * 0.42), QPointF(right, middle - high * 0.42));
    painter.setPen(QPen(colours.text2, 1.5));
    for (const auto& [from, to] : {std::pair<double, double>{network_.left() + 6, network_.left() + 24},
                                   {x - gap + 6, double(network_.right()) - 5}}) {
        painter.drawLine(QPointF(from, middle), QPointF(to, middle));
        painter.drawLine(QPointF(to - 5, middle - 4), QPointF(to, middle));
        painter.drawLine(QPointF(to - 5, middle + 4), QPointF(to, middle));
    }
    painter.setFont(textFont(11));
    painter.setPen(colours.text2);
    const QRectF words(network_.left() + 2, middle + high / 2 + 2, network_.width() - 4, 32);
    painter.drawText(words, Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, tr("told: %1").arg(told_));
}

void StepPage::drawMean(QPainter& painter) const
{
    if (bracket_.isNull())
        return;
    painter.setPen(QPen(paletteOf(this).text3, 1.2));
    const QRectF b(bracket_);
    painter.drawLine(b.topLeft(), QPointF(b.left(), b.center().y()));
    painter.drawLine(QPointF(b.left(), b.center().y()), QPointF(b.right(), b.center().y()));
    painter.drawLine(b.topRight(), QPointF(b.right(), b.center().y()));
    painter.drawLine(b.center(), QPointF(b.center().x(), b.bottom()));
}

} // namespace diffuscope::ui
