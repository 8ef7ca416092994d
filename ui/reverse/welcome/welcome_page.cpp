#include "ui/reverse/welcome/welcome_page.h"

#include "core/session/catalog.h"
#include "ui/reverse/welcome/door.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kWelcomeMargin = 30, kColumn = 402, kLeastColumn = 300, kWelcomeGap = 36, kCaption = 24, kDoorGap = 12;

// Four of them in one.
QImage fourOf(const std::vector<Image>& pictures)
{
    if (pictures.size() < 4)
        return {};
    constexpr int kSide = 64, kApart = 2, kEach = (kSide - 3 * kApart) / 2;
    QImage four(kSide, kSide, QImage::Format_RGB32);
    four.fill(Qt::white);
    QPainter painter(&four);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    for (int k = 0; k < 4; ++k)
        painter.drawImage(QRect(kApart + (k % 2) * (kEach + kApart), kApart + (k / 2) * (kEach + kApart), kEach, kEach),
                          toQImage(pictures[std::size_t(k) * pictures.size() / 4]));
    return four;
}

} // namespace

WelcomePage::WelcomePage(QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), caption_(new NumberLabel(12, 400, this)), sheet_(new ContactSheetView(this)),
      title_(new QLabel(tr("Nothing here is a recording"), this)), lead_(new WrappedLabel("secondary", this)),
      doors_{new Door(tr("Watch noise become a picture"), tr("One picture, large. Stop it, step through it."),
                      QStringLiteral("Enter"), Concept::State, this),
             new Door(tr("Drop in your own picture"), tr("See how noise takes it over."), QStringLiteral("Ctrl O"),
                      Concept::Signal, this),
             new Door(tr("Train on your own folder"), tr("Watch a network learn from your pictures."),
                      QStringLiteral("Ctrl Shift O"), Concept::Signal, this)},
      network_(new ElidedLabel({}, Qt::ElideRight, this)), other_(new Button({}, {}, Button::Look::Flat, this))
{
    setObjectName(QStringLiteral("welcome"));
    sheet_->setObjectName(QStringLiteral("welcomeSamples"));
    sheet_->setTopAligned(true);
    sheet_->setSelectable(true);
    title_->setFont(textFont(20, 600));
    title_->setAccessibleName(title_->text());
    lead_->setWords(
        tr("These pictures began as pure noise. A small network that came with Diffuscope takes a little of "
           "the noise away, step by step, on this computer, now."));
    network_->setProperty("role", "caption");
    const char* names[] = {"doorWatch", "doorPicture", "doorFolder"};
    for (int k = 0; k < 3; ++k)
        doors_[k]->setObjectName(QLatin1String(names[k]));
    doors_[0]->setIconName(QStringLiteral("reverse"));
    doors_[1]->setIconName(QStringLiteral("upload"));
    doors_[2]->setIconName(QStringLiteral("folder"));
    other_->setObjectName(QStringLiteral("otherStarter"));
    other_->hide();
    setMinimumSize(480, 240);
    connectDoors();
}

void WelcomePage::connectDoors()
{
    connect(doors_[0], &Door::clicked, this, [this] { Q_EMIT watchWanted(sheet_->selected()); });
    connect(doors_[1], &Door::clicked, this, &WelcomePage::pictureWanted);
    connect(doors_[2], &Door::clicked, this, &WelcomePage::folderWanted);
    connect(sheet_, &ContactSheetView::clicked, this, &WelcomePage::watchWanted);
    connect(sheet_, &ContactSheetView::activated, this, &WelcomePage::watchWanted);
    connect(other_, &QPushButton::clicked, this, [this] { Q_EMIT modelWanted(otherPath_); });
    for (Door* door : doors_)
        connect(door, &Door::movedBy, this, [this, door](int by) {
            const qsizetype next = doors_.indexOf(door) + by;
            if (next >= 0 && next < doors_.size())
                doors_[next]->setFocus(Qt::TabFocusReason);
        });
}

void WelcomePage::focusDoor() { doors_[0]->setFocus(Qt::OtherFocusReason); }

void WelcomePage::setModel(const ModelOpened& model)
{
    network_->setText(tr("%1: %2, trained by Diffuscope")
                          .arg(QString::fromStdString(model.name), parameterText(model.parameterCount)));
    otherPath_.clear();
    for (const CatalogEntry& starter : builtinModels())
        if (starter.id != model.path && otherPath_.isEmpty()) {
            otherPath_ = QString::fromStdString(starter.id);
            other_->setText(tr("%1 instead").arg(QString::fromStdString(starter.name)));
        }
    other_->setVisible(!otherPath_.isEmpty());
    arrange();
}

void WelcomePage::setNames(const QStringList& names, const QStringList& shortNames)
{
    sheet_->setNames(names, shortNames);
}

void WelcomePage::setExpected(int pictures)
{
    sheet_->setImages({});
    sheet_->setExpectedCount(pictures);
    caption_->setText({});
}

void WelcomePage::show(const std::vector<Image>& states, int step, int picture)
{
    caption_->setText(
        step > 0 ? tr("%1 at t = %2").arg(countText(qint64(states.size()), tr("picture"), tr("pictures"))).arg(step)
                 : countText(qint64(states.size()), tr("picture"), tr("pictures")) + tr(", out of noise"));
    sheet_->setImages(states);
    sheet_->setSelected(picture);
    if (picture >= 0 && std::size_t(picture) < states.size())
        doors_[0]->setPicture(toQImage(states[std::size_t(picture)]));
}

void WelcomePage::setDataset(const std::vector<Image>& pictures) { doors_[2]->setPicture(fourOf(pictures)); }

void WelcomePage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

bool WelcomePage::event(QEvent* event)
{
    const bool done = Surface::event(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        arrange();
    return done;
}

// The samples as large as they go beside a column of words and doors. In a low canvas the words give way to the doors.
void WelcomePage::arrange()
{
    const int margin = height() < 520 ? 16 : kWelcomeMargin;
    const int room = width() - 2 * kWelcomeMargin - kWelcomeGap;
    const int column = std::clamp(room / 2, std::min(kLeastColumn, room), kColumn);
    const int side = std::max(64, std::min(room - column, height() - 2 * margin - kCaption));
    const int left = kWelcomeMargin + std::max(0, (room - column - side) / 2);
    const int top = margin + std::max(0, (height() - 2 * margin - kCaption - side) / 2);
    caption_->setGeometry(left, top, side, kCaption - 4);
    sheet_->setGeometry(left, top + kCaption, side, side);

    const int x = left + side + kWelcomeGap;
    title_->setFont(textFont(20, 600));
    const int title = title_->sizeHint().height();
    lead_->setGeometry(x, 0, column, 10); // so that it knows its width
    const int lead = lead_->heightForWidth(column), door = doors_[0]->sizeHint().height();
    const int foot = std::max(network_->sizeHint().height(), other_->sizeHint().height());
    const int doors = 3 * door + 2 * kDoorGap;
    const int available = height() - 2 * margin;
    const bool words = title + 8 + lead + 20 + doors + 12 + foot <= available;
    const bool feet = doors + 12 + foot <= available;
    const int needed = (words ? title + 8 + lead + 20 : 0) + doors + (feet ? 12 + foot : 0);
    int y = margin + std::max(0, (available - needed) / 2);
    title_->setVisible(words);
    lead_->setVisible(words);
    if (words) {
        title_->setGeometry(x, y, column, title);
        lead_->setGeometry(x, y + title + 8, column, lead);
        y += title + 8 + lead + 20;
    }
    for (Door* each : doors_) {
        each->setGeometry(x, y, column, door);
        y += door + kDoorGap;
    }
    network_->setVisible(feet);
    other_->setVisible(feet && !otherPath_.isEmpty());
    const int button = other_->isHidden() ? 0 : other_->sizeHint().width();
    network_->setGeometry(x, y, column - button - 8, foot);
    other_->setGeometry(x + column - button, y, button, foot);
}

} // namespace diffuscope::ui
