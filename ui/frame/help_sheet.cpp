#include "ui/frame/help_sheet.h"

#include "ui/style/theme.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

struct Group {
    QString title;
    QList<QPair<QString, QString>> keys;
};

const QList<Group>& groups()
{
    static const QList<Group> kGroups = {
        {"Timeline",
         {{"Space", "play or pause"},
          {"← →", "one step"},
          {"Shift ← →", "ten steps"},
          {"Home End", "data, noise"},
          {", .", "slower, faster"},
          {"I O", "in and out point"},
          {"L", "loop"}}},
        {"Forward",
         {{"R", "new noise"}, {"J", "jump or walk"}, {"D", "another picture"}, {"Ctrl V", "paste a picture"}}},
        {"Train", {{"C", "save a checkpoint"}, {"[ ]", "preview history"}}},
        {"Reverse", {{"G", "generate"}, {"Tab", "next sample in the sheet"}}},
        {"Program",
         {{"Ctrl 1 2 3", "modes"},
          {"Ctrl O", "open a picture"},
          {"Ctrl Shift O", "open a folder of pictures"},
          {"Ctrl E", "export"},
          {"Ctrl Shift T", "light or dark"},
          {"F11", "full screen"},
          {"F1", "this sheet"}}},
    };
    return kGroups;
}

const QString kFirstSteps =
    QStringLiteral("Drop a picture anywhere to watch it dissolve, a folder of pictures to train on it, a model folder "
                   "to draw from it. "
                   "The timeline is the same everywhere: data on the left, noise on the right.");

constexpr int kRow = 24, kKeys = 110, kColumn = 268;
constexpr int kSheetWidth = 2 * kColumn + 96, kSheetHeight = 572;

int groupHeight(const Group& group) { return 30 + kRow * int(group.keys.size()) + 12; }

void drawGroup(QPainter& painter, const Group& group, QPoint at, const Palette& palette)
{
    painter.setFont(textFont(12, 600));
    painter.setPen(palette.text1);
    painter.drawText(QRect(at, QSize(kColumn, 20)), Qt::AlignLeft | Qt::AlignVCenter, group.title);
    int top = at.y() + 26;
    for (const auto& [keys, words] : group.keys) {
        const QFont font = textFont(11, 500);
        const QFontMetricsF metrics(font);
        painter.setFont(font);
        qreal left = at.x();
        for (const QString& key : keys.split(u' ')) {
            const QRectF cap(left + 0.5, top + 2.5, std::max(20.0, metrics.horizontalAdvance(key) + 11), 18);
            painter.setPen(QPen(palette.line2, 1));
            painter.setBrush(palette.surface);
            painter.drawRoundedRect(cap, 4, 4);
            painter.setPen(palette.text2);
            painter.drawText(cap, Qt::AlignCenter, key);
            left = cap.right() + 4;
        }
        painter.setFont(textFont(12));
        painter.setPen(palette.text2);
        painter.drawText(QRectF(at.x() + kKeys, top, kColumn - kKeys, 23), Qt::AlignLeft | Qt::AlignVCenter, words);
        top += kRow;
    }
}

} // namespace

HelpSheet::HelpSheet(QWidget* window) : QWidget(window)
{
    setObjectName("helpSheet");
    setAccessibleName("Keys and first steps");
    setAttribute(Qt::WA_DeleteOnClose);
    setGeometry(window->rect());
    setFocusPolicy(Qt::StrongFocus);
    window->installEventFilter(this);
    show();
    raise();
    setFocus();
}

void HelpSheet::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = palette.base;
    veil.setAlpha(200);
    painter.fillRect(rect(), veil);
    const QRect sheet =
        QRect(0, 0, kSheetWidth, kSheetHeight).translated((width() - kSheetWidth) / 2, (height() - kSheetHeight) / 2);
    painter.setPen(QPen(palette.line2, 1));
    painter.setBrush(palette.raised);
    painter.drawRoundedRect(QRectF(sheet).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    painter.setPen(palette.text1);
    painter.setFont(textFont(18, 600));
    painter.drawText(sheet.adjusted(32, 24, -32, 0), Qt::AlignLeft | Qt::AlignTop, "Diffuscope");
    painter.setFont(textFont(12));
    painter.setPen(palette.text2);
    painter.drawText(sheet.adjusted(32, 56, -32, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, kFirstSteps);
    int top[2] = {sheet.top() + 108, sheet.top() + 108};
    for (const Group& group : groups()) {
        const int column = group.title == "Program" || group.title == "Reverse" ? 1 : 0;
        drawGroup(painter, group, {sheet.left() + 32 + column * (kColumn + 32), top[column]}, palette);
        top[column] += groupHeight(group);
    }
}

void HelpSheet::keyPressEvent(QKeyEvent* event)
{
    event->accept();
    close();
}

void HelpSheet::mousePressEvent(QMouseEvent*) { close(); }

bool HelpSheet::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        setGeometry(parentWidget()->rect());
    return QWidget::eventFilter(watched, event);
}

} // namespace diffuscope::ui
