#include "ui/reverse/compare/compare_page.h"

#include "ui/widgets/controls/buttons.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>

#include <algorithm>

namespace diffuscope::ui {

ComparePage::ComparePage(Source source, QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), source_(std::move(source)), a_(box(tr("A"), "compareA")),
      b_(box(tr("B"), "compareB")), swap_(new IconButton(QStringLiteral("pingpong"), tr("Swap A and B"))),
      close_(new IconButton(QStringLiteral("close"), tr("Back to the pictures (B)"))),
      keep_(new Button(tr("Keep this run as A"))), view_(new CompareView(QStringLiteral("reverse/compare")))
{
    setObjectName(QStringLiteral("comparePage"));
    swap_->setObjectName(QStringLiteral("compareSwap"));
    close_->setObjectName(QStringLiteral("compareClose"));
    keep_->setObjectName(QStringLiteral("keepAsA"));
    setKept({});
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    for (const auto& [letter, combo] : {std::pair{tr("A"), a_}, std::pair{tr("B"), b_}}) {
        auto* label = new QLabel(letter);
        label->setProperty("role", "title");
        label->setBuddy(combo);
        row->addWidget(label);
        row->addWidget(combo, 1);
        if (combo == a_)
            row->addWidget(swap_);
    }
    row->addSpacing(8);
    row->addWidget(keep_);
    row->addWidget(close_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 12, 20, 12);
    column->setSpacing(10);
    column->addLayout(row);
    column->addWidget(view_, 1);
    connect(swap_, &QAbstractButton::clicked, this, [this] { choose(second(), first()); });
    connect(close_, &QAbstractButton::clicked, this, &ComparePage::closed);
    connect(keep_, &QPushButton::clicked, this, &ComparePage::keepRequested);
}

QComboBox* ComparePage::box(const QString& letter, const char* name)
{
    auto* combo = new QComboBox(this);
    combo->setObjectName(QLatin1String(name));
    combo->setAccessibleName(tr("Picture %1").arg(letter));
    combo->setMinimumContentsLength(12);
    combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(combo, &QComboBox::currentIndexChanged, this, &ComparePage::refresh);
    return combo;
}

void ComparePage::fill(QComboBox* box, const QList<Choice>& choices)
{
    const QSignalBlocker quiet(box);
    const QString before = box->currentData().toString();
    const bool same =
        box->count() == choices.size() && std::equal(choices.begin(), choices.end(), choices_.begin(), choices_.end(),
                                                     [](const Choice& a, const Choice& b) { return a.id == b.id; });
    if (same) { // only the names move with the time: an open list stays open
        for (int k = 0; k < choices.size(); ++k)
            if (box->itemText(k) != choices[k].name)
                box->setItemText(k, choices[k].name);
        return;
    }
    box->clear();
    for (const Choice& choice : choices)
        box->addItem(choice.name, choice.id);
    box->setCurrentIndex(std::max(0, box->findData(before)));
}

void ComparePage::setChoices(const QList<Choice>& choices)
{
    fill(a_, choices);
    fill(b_, choices);
    choices_ = choices;
}

void ComparePage::choose(const QString& a, const QString& b)
{
    {
        const QSignalBlocker quietA(a_), quietB(b_);
        a_->setCurrentIndex(std::max(0, a_->findData(a)));
        b_->setCurrentIndex(std::max(0, b_->findData(b)));
    }
    refresh();
}

void ComparePage::setKept(const QString& name)
{
    keep_->setToolTip((name.isEmpty()
                           ? tr("Keep this run to compare the next one with (A): all its steps stay in memory.")
                           : tr("Kept as A: %1. Press to keep the run shown now in its place (A).").arg(name)));
}

void ComparePage::refresh()
{
    if (a_->count() > 0)
        view_->setPair(source_(first()), source_(second()));
}

QString ComparePage::first() const { return a_->currentData().toString(); }

QString ComparePage::second() const { return b_->currentData().toString(); }

} // namespace diffuscope::ui
