#include "ui/reverse/step/pixel_table.h"

#include "ui/style/paint_kit.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/widgets/math/math_text.h"
#include "ui/widgets/terms/explain.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QMenu>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kTableRow = 24, kTableHead = 22, kTableGap = 8, kChannels = 34;
constexpr int kSymbolColumn = 30, kWeightColumn = 62, kPixelColumn = 48, kProductColumn = 58, kLeastWords = 70;
} // namespace

PixelTable::PixelTable(QWidget* parent)
    : QWidget(parent), channels_(new SegmentedControl({{QStringLiteral("0"), QStringLiteral("R"), {}},
                                                       {QStringLiteral("1"), QStringLiteral("G"), {}},
                                                       {QStringLiteral("2"), QStringLiteral("B"), {}}},
                                                      this))
{
    setObjectName(QStringLiteral("pixelTable"));
    setToolTip(
        tr("Each picture's pixel times its weight, added up. Move the pixel with the mouse over a picture or with "
           "Alt and the arrow keys."));
    setMinimumWidth(230);
    channels_->setObjectName(QStringLiteral("stepChannel"));
    channels_->setAccessibleName(tr("Colour channel"));
    channels_->setToolTip(tr("The colour channel whose values are shown"));
    channels_->hide();
    connect(channels_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { Q_EMIT channelChosen(id.toInt()); });
    show({}, {}, 0, false);
}

void PixelTable::show(const std::optional<StepParts>& parts, const QPoint& pixel, int channel, bool words)
{
    blocks_.clear();
    words_ = words;
    const bool colour = parts && parts->next.result.values.channels == 3;
    channels_->setVisible(colour);
    channels_->setCurrent(QString::number(channel));
    channels_->move(0, 2);
    channels_->resize(channels_->sizeHint());
    int height = colour ? kChannels : 0;
    const auto add = [&](const QString& title, const StepSumParts& sum) {
        blocks_.append({title, pixelRows(sum, pixel, channel)});
        const auto& rows = blocks_.back().rows;
        height += kTableHead + (rows ? int(rows->terms.size()) + 1 : 1) * kTableRow + kTableGap;
    };
    if (parts) {
        if (parts->corrected && parts->stirred)
            add(tr("noise put back"), *parts->corrected);
        add(tr("the guess"), parts->guess);
        if (parts->corrected && !parts->stirred)
            add(tr("the correction"), *parts->corrected);
        add(tr("the step"), parts->next);
    } else {
        height = 44;
    }
    if (height != height_) {
        height_ = height;
        setFixedHeight(height);
    }
    setAccessibleName(tr("Arithmetic of column %1, row %2").arg(pixel.x()).arg(pixel.y()));
    setAccessibleDescription(text());
    update();
}

QString PixelTable::text() const
{
    QStringList lines;
    for (const Block& block : blocks_) {
        lines.append(block.title);
        if (!block.rows) {
            lines.append(tr("not all of its pictures are kept"));
            continue;
        }
        for (const PixelRow& row : block.rows->terms)
            lines.append(QStringList{row.words, row.weight, row.value, row.product}.join(u'\t'));
        lines.append(QStringList{block.rows->result.words,
                                 {},
                                 block.rows->agrees ? QStringLiteral("=") : QStringLiteral("≈"),
                                 block.rows->result.product}
                         .join(u'\t'));
    }
    return lines.join(u'\n');
}

void PixelTable::contextMenuEvent(QContextMenuEvent* event)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy table"), this, [this] { QApplication::clipboard()->setText(text()); });
    menu->popup(event->globalPos());
}

void PixelTable::drawRow(QPainter& painter, int y, const PixelRow& row, bool result) const
{
    const Palette& colours = paletteOf(this);
    const int first = words_ ? 0 : kSymbolColumn;
    if (!words_)
        MathText::draw(painter, QPointF(0, y + 17), row.symbol, 15, colours.of(row.which).text, this);
    painter.setFont(textFont(12, result ? 600 : 400));
    painter.setPen(result ? colours.text1 : colours.text2);
    const int numbers = (result ? 0 : kWeightColumn + kPixelColumn) + kProductColumn;
    const QRect words(first, y, width() - first - numbers - 4, kTableRow);
    if (words_ || words.width() >= kLeastWords) // beside a symbol they are no more than a help
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(row.words, Qt::ElideRight, words.width()));
    const auto drawNumber = [&](const QString& text, int right, const QColor& colour) {
        const QFont font = textFont(12, 600);
        painter.setPen(colour);
        NumberLabel::draw(painter, QPointF(width() - right - NumberLabel::width(text, font), y + 16), text, font);
    };
    drawNumber(row.product, 0, result ? colours.text1 : colours.of(row.which).text);
    if (result)
        return;
    drawNumber(row.value, kProductColumn, colours.text1);
    drawNumber(row.weight, kProductColumn + kPixelColumn, colours.text2);
}

void PixelTable::paintEvent(QPaintEvent*)
{
    const Palette& colours = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (blocks_.isEmpty()) {
        painter.setFont(textFont(12));
        painter.setPen(colours.text3);
        painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                         tr("The numbers of a pixel appear once there is a sample."));
        return;
    }
    int y = channels_->isHidden() ? 0 : kChannels;
    for (qsizetype k = 0; k < blocks_.size(); ++k) {
        const Block& block = blocks_[k];
        painter.setFont(textFont(11));
        painter.setPen(colours.text3);
        painter.drawText(QRect(0, y, width(), kTableHead), Qt::AlignLeft | Qt::AlignVCenter, block.title);
        const auto head = [&](const QString& text, int right, int wide) {
            painter.drawText(QRect(width() - right - wide, y, wide, kTableHead), Qt::AlignRight | Qt::AlignVCenter,
                             text);
        };
        if (k == 0) {
            head(tr("weight"), kProductColumn + kPixelColumn, kWeightColumn);
            head(tr("pixel"), kProductColumn, kPixelColumn);
            head(tr("product"), 0, kProductColumn);
        }
        y += kTableHead;
        painter.fillRect(hairline(painter, QRectF(0, y, width(), 1)), colours.line);
        if (!block.rows) {
            painter.setFont(textFont(12));
            painter.drawText(QRect(0, y, width(), kTableRow), Qt::AlignLeft | Qt::AlignVCenter,
                             tr("Not all of its pictures are kept."));
            y += kTableRow + kTableGap;
            continue;
        }
        for (const PixelRow& row : block.rows->terms) {
            drawRow(painter, y, row, false);
            y += kTableRow;
            painter.fillRect(hairline(painter, QRectF(0, y, width(), 1)), colours.line);
        }
        PixelRow result = block.rows->result;
        result.product = (block.rows->agrees ? QStringLiteral("= ") : QStringLiteral("≈ ")) + result.product;
        drawRow(painter, y, result, true);
        y += kTableRow + kTableGap;
    }
}

} // namespace diffuscope::ui
