#include "ui/train/dataset/dataset_card.h"

#include "core/session/catalog.h"
#include "ui/settings/preferences.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/train/dataset/class_grid.h"
#include "ui/train/dataset/report_text.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/notice_card.h"
#include "ui/widgets/terms/explain.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kListed = 40;
constexpr auto kSkippedSeen = "skippedSeen";

QString summaryOf(const DatasetOpened& dataset)
{
    QString text = countText(dataset.size, DatasetCard::tr("picture"), DatasetCard::tr("pictures"));
    const bool named = !dataset.classes.empty() && !dataset.classes.front().name.empty();
    if (named)
        text += QStringLiteral(", ") +
                countText(int(dataset.classes.size()), DatasetCard::tr("class"), DatasetCard::tr("classes"));
    return text + (dataset.channels == 1 ? DatasetCard::tr(", grey") : DatasetCard::tr(", colour"));
}

QString moreText(int hidden)
{
    return DatasetCard::tr("and %1").arg(
        countText(hidden, DatasetCard::tr("more class"), DatasetCard::tr("more classes")));
}

} // namespace

DatasetCard::DatasetCard(QWidget* parent)
    : QWidget(parent), summary_(new QLabel(this)), name_(new ElidedLabel({}, Qt::ElideMiddle, this)),
      head_(new QHBoxLayout), classes_(new ClassGrid(this)),
      more_(new Button({}, QStringLiteral("chevronRight"), Button::Look::Flat, this)),
      change_(new Button(tr("Change…"), {}, Button::Look::Flat, this)),
      report_(new Button(tr("Report…"), {}, Button::Look::Flat, this)),
      cancel_(new Button(tr("Cancel"), {}, Button::Look::Normal, this)),
      skippedCard_(new NoticeCard(NoticeCard::Tone::Neutral, {}, {}, this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    head_->setSpacing(8);
    name_->setObjectName(QStringLiteral("datasetName"));
    name_->setProperty("role", "title");
    summary_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    summary_->setProperty("role", "caption");
    head_->addWidget(name_, 1);
    for (Button* button : {report_, change_})
        buttons->addWidget(button);
    head_->addLayout(buttons);
    layout->addLayout(head_);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(summary_, 1);
    line->addWidget(cancel_);
    layout->addLayout(line);
    layout->addWidget(classes_);
    layout->addWidget(more_, 0, Qt::AlignLeft);
    layout->addWidget(skippedCard_);
    change_->setObjectName(QStringLiteral("changeDataset"));
    report_->setObjectName(QStringLiteral("datasetReportLink"));
    report_->setAccessibleName(tr("Report on the dataset"));
    report_->setToolTip(tr("Sizes, balance, copies and what the network will see."));
    report_->hide();
    cancel_->setObjectName(QStringLiteral("cancelOpening"));
    cancel_->setAccessibleName(tr("Cancel opening the dataset"));
    cancel_->hide();
    more_->setToolTip(tr("All classes and how many pictures each has"));
    more_->hide();
    skippedCard_->hide();
    skippedButton_ = skippedCard_->addAction(tr("Show"));
    connect(skippedButton_, &QPushButton::clicked, this, [this] { showSkipped(!skippedShown_); });
    connect(skippedCard_, &NoticeCard::closed, this, [this] {
        skippedCard_->hide();
        Preferences::setText(kSkippedSeen, skippedKey());
    });
    connect(report_, &QPushButton::clicked, this, &DatasetCard::reportRequested);
    connect(cancel_, &QPushButton::clicked, this, &DatasetCard::cancelRequested);
    connect(more_, &QPushButton::clicked, this, &DatasetCard::toggleClasses);

    auto* menu = new QMenu(this);
    menu->setToolTipsVisible(true); // where a recent set lies
    menu->addAction(tr("Choose folder…"), this, &DatasetCard::folderRequested);
    menu->addAction(tr("Open file…"), this, &DatasetCard::fileRequested);
    menu->addSeparator();
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { listRecent(menu); });
    for (const CatalogEntry& entry : builtinSources()) {
        const QString source = QString::fromStdString(entry.id);
        menu->addAction(QString::fromStdString(entry.name), this, [this, source] { Q_EMIT sourceChosen(source); });
    }
    connect(change_, &QPushButton::clicked, this,
            [this, menu] { menu->popup(change_->mapToGlobal(QPoint(0, change_->height() + 4))); });
}

// Above the built-in sets, anew whenever the menu is opened.
void DatasetCard::listRecent(QMenu* menu)
{
    qDeleteAll(recent_);
    recent_.clear();
    QAction* const behind = menu->actions().value(3); // the first built-in set
    for (const QString& source : Preferences::recent(Preferences::kRecentDatasets)) {
        auto* action = new QAction(QFileInfo(QDir::cleanPath(source)).fileName(), menu);
        action->setToolTip(source);
        connect(action, &QAction::triggered, this, [this, source] { Q_EMIT sourceChosen(source); });
        recent_ << action;
    }
    if (!recent_.isEmpty()) {
        recent_ << new QAction(menu);
        recent_.last()->setSeparator(true);
    }
    menu->insertActions(behind, recent_);
}

void DatasetCard::setDataset(const DatasetOpened& dataset)
{
    const QString name = QString::fromStdString(dataset.name);
    name_->setText(name);
    name_->setToolTip(QString::fromStdString(dataset.source));
    summaryText_ = summaryOf(dataset);
    endProgress();
    report_->show();
    arrange();
    classesShown_ = false;
    classes_->setAllShown(false);
    classes_->setDataset(dataset);
    const int hidden = classes_->hiddenCount();
    more_->setText(moreText(hidden));
    more_->setVisible(hidden > 0);
    source_ = dataset.source;
    skipped_ = dataset.skipped;
    skippedCount_ = skippedCount(dataset);
    showSkipped(false);
    skippedCard_->setVisible(!skipped_.empty() && Preferences::text(kSkippedSeen) != skippedKey());
}

// What was put away once is not news until the set or the number of files changes.
QString DatasetCard::skippedKey() const
{
    return QStringLiteral("%1 in %2").arg(skippedCount_).arg(QString::fromStdString(source_));
}

void DatasetCard::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

bool DatasetCard::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest) // another size of type, too
        arrange();
    return QWidget::event(event);
}

void DatasetCard::arrange()
{
    int room = width() - change_->sizeHint().width() - 8;
    if (report_->isVisibleTo(this))
        room -= report_->sizeHint().width() + 8;
    const bool beside = name_->wholeWidth() <= room;
    const auto direction = beside ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom;
    if (head_->direction() == direction)
        return;
    head_->setDirection(direction);
    head_->setSpacing(beside ? 8 : 2);
}

void DatasetCard::setProgress(const DatasetProgress& progress)
{
    if (progress.total > 0)
        summary_->setText(tr("reading %1 of %2").arg(grouped(progress.done), grouped(progress.total)));
    else
        summary_->setText(progress.done > 0
                              ? tr("%1 found so far").arg(countText(progress.done, tr("file"), tr("files")))
                              : tr("looking for pictures…"));
    cancel_->setVisible(!locked_); // a run that starts opens its pictures itself and has its own way to stop
}

void DatasetCard::endProgress()
{
    summary_->setText(summaryText_);
    cancel_->hide();
}

void DatasetCard::setLocked(bool locked, const QString& reason)
{
    locked_ = locked;
    if (locked)
        cancel_->hide();
    change_->setEnabled(!locked);
    setReason(change_, locked ? reason : QString());
}

void DatasetCard::toggleClasses()
{
    classesShown_ = !classesShown_;
    classes_->setAllShown(classesShown_);
    if (classesShown_)
        more_->setText(tr("Show fewer"));
    else
        more_->setText(moreText(classes_->hiddenCount()));
    more_->setIconName(classesShown_ ? QStringLiteral("chevron") : QStringLiteral("chevronRight"));
}

void DatasetCard::showSkipped(bool whole)
{
    skippedShown_ = whole;
    QStringList lines;
    for (std::size_t k = 0; whole && k < std::min(skipped_.size(), kListed); ++k)
        lines << shownFile(skipped_[k].file, source_) + QStringLiteral(": ") +
                     QString::fromStdString(skipped_[k].reason);
    if (whole && skipped_.size() > kListed)
        lines << tr("and %1 more").arg(grouped(skippedCount_ - static_cast<long long>(kListed)));
    skippedCard_->setText(countText(skippedCount_, tr("unreadable file skipped"), tr("unreadable files skipped")),
                          lines.join(u'\n'));
    skippedButton_->setText(whole ? tr("Hide") : tr("Show"));
}

} // namespace diffuscope::ui
