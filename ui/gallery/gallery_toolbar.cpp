#include "ui/gallery/gallery_toolbar.h"

#include "ui/gallery/gallery_words.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/flow_layout.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kTyping = 180; // ms

GallerySearch parsed(const QString& text)
{
    return parseGallerySearch(text.toStdString(), QDateTime::currentSecsSinceEpoch());
}

} // namespace

GalleryToolbar::GalleryToolbar(QWidget* parent)
    : Surface(Tone::Canvas, Qt::BottomEdge, parent), search_(new QLineEdit),
      model_(box("galleryModel", tr("Model"), tr("Any model"))),
      class_(box("galleryClass", tr("Class"), tr("Any class"))),
      sampler_(box("gallerySampler", tr("Sampler"), tr("Any sampler"))), order_(new QComboBox),
      favourites_(new Button(tr("Favourites"), QStringLiteral("star"))),
      walks_(new Button(tr("With walk"), QStringLiteral("film"))), chips_(new QWidget)
{
    search_->setObjectName(QStringLiteral("gallerySearch"));
    search_->setAccessibleName(tr("Search"));
    search_->setPlaceholderText(tr("five, ddim, seed:1202, w>2, today…"));
    search_->setToolTip(tr("Words of model, class, sampler and note, and pairs:\nseed:1202  w>2  steps:50  class:5  "
                           "size:64  date:2026-11-30  is:favourite  is:walk"));
    search_->setClearButtonEnabled(true);
    search_->setMinimumWidth(150);
    favourites_->setObjectName(QStringLiteral("galleryFavourites"));
    favourites_->setCheckable(true);
    favourites_->setToolTip(tr("Only favourites"));
    walks_->setObjectName(QStringLiteral("galleryWithWalk"));
    walks_->setCheckable(true);
    walks_->setToolTip(tr("Only those whose walk is kept: they can be watched again step by step"));
    order_->setObjectName(QStringLiteral("galleryOrder"));
    order_->setAccessibleName(tr("Order"));
    using Order = GalleryQuery::Order;
    const std::pair<QString, Order> orders[] = {{tr("Newest first"), Order::Newest},
                                                {tr("Oldest first"), Order::Oldest},
                                                {tr("By model"), Order::Model},
                                                {tr("By class"), Order::Class},
                                                {tr("By sampler"), Order::Sampler}};
    for (const auto& [name, order] : orders)
        order_->addItem(name, int(order));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(search_, 3);
    for (QWidget* part : std::initializer_list<QWidget*>{model_, class_, sampler_, favourites_, walks_})
        row->addWidget(part, part == favourites_ || part == walks_ ? 0 : 1);
    row->addStretch(1);
    row->addWidget(order_);
    chipRow_ = new FlowLayout(chips_, 6);
    chipRow_->setContentsMargins(0, 0, 0, 0);
    chips_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 13, 20, 13);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(chips_);
    typed_.setSingleShot(true);
    typed_.setInterval(kTyping);
    connect(&typed_, &QTimer::timeout, this, &GalleryToolbar::queryChanged);
    connect(search_, &QLineEdit::textChanged, this, [this] {
        showChips();
        typed_.start();
    });
    connect(order_, &QComboBox::currentIndexChanged, this, &GalleryToolbar::queryChanged);
    connect(favourites_, &QAbstractButton::toggled, this, &GalleryToolbar::queryChanged);
    connect(walks_, &QAbstractButton::toggled, this, &GalleryToolbar::queryChanged);
}

QComboBox* GalleryToolbar::box(const char* name, const QString& accessible, const QString& any)
{
    auto* made = new QComboBox;
    made->setObjectName(QLatin1String(name));
    made->setAccessibleName(accessible);
    made->addItem(any);
    made->setMinimumContentsLength(8);
    made->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    connect(made, &QComboBox::currentIndexChanged, this, &GalleryToolbar::queryChanged);
    return made;
}

void GalleryToolbar::fill(QComboBox* box, const std::vector<std::string>& values, bool areSamplers)
{
    const QVariant chosen = box->currentData();
    const QSignalBlocker quiet(box);
    while (box->count() > 1)
        box->removeItem(1);
    for (const std::string& value : values)
        box->addItem(areSamplers ? samplerWords(value) : QString::fromStdString(value), QString::fromStdString(value));
    int at = chosen.isValid() ? box->findData(chosen) : 0;
    if (at < 0) { // the last of them is gone; it is still what is looked for
        box->addItem(areSamplers ? samplerWords(chosen.toString().toStdString()) : chosen.toString(), chosen);
        at = box->count() - 1;
    }
    box->setCurrentIndex(at);
}

void GalleryToolbar::setFacets(const GalleryFacets& facets)
{
    fill(model_, facets.models);
    fill(class_, facets.classes);
    fill(sampler_, facets.samplers, true);
    class_->setVisible(class_->count() > 1);
}

GalleryQuery GalleryToolbar::query() const
{
    GalleryQuery query = parsed(search_->text()).query;
    const auto chosen = [](const QComboBox* box) -> std::optional<std::string> {
        const QVariant value = box->currentData();
        return value.isValid() ? std::optional(value.toString().toStdString()) : std::nullopt;
    };
    query.model = chosen(model_);
    query.className = chosen(class_);
    query.sampler = chosen(sampler_);
    query.favourites = query.favourites || favourites_->isChecked();
    query.walks = query.walks || walks_->isChecked();
    query.order = GalleryQuery::Order(order_->currentData().toInt());
    return query;
}

void GalleryToolbar::setOrder(int order)
{
    if (const int at = order_->findData(order); at >= 0)
        order_->setCurrentIndex(at);
}

void GalleryToolbar::clear()
{
    {
        const QSignalBlocker quiet(this);
        search_->clear();
        for (QComboBox* box : {model_, class_, sampler_})
            box->setCurrentIndex(0);
        favourites_->setChecked(false);
        walks_->setChecked(false);
    }
    typed_.stop();
    Q_EMIT queryChanged();
}

bool GalleryToolbar::filters() const
{
    GalleryQuery query = this->query();
    query.order = {};
    return query != GalleryQuery();
}

void GalleryToolbar::startSearch()
{
    search_->setFocus(Qt::ShortcutFocusReason);
    search_->selectAll();
}

void GalleryToolbar::showChips()
{
    while (QLayoutItem* item = chipRow_->takeAt(0)) {
        item->widget()->deleteLater();
        item->widget()->hide();
        delete item;
    }
    const GallerySearch search = parsed(search_->text());
    for (std::size_t k = 0; k < search.terms.size(); ++k) {
        const GallerySearch::Term& term = search.terms[k];
        const QString text = QString::fromStdString(term.text);
        auto* chip = new Button(QString(text).replace(u'&', QStringLiteral("&&")),
                                term.understood ? QStringLiteral("close") : QStringLiteral("warning"));
        chip->setObjectName(term.understood ? QStringLiteral("galleryTerm") : QStringLiteral("galleryUnknownTerm"));
        chip->setToolTip(term.understood
                             ? tr("Take this out of the search")
                             : tr("Not searched for: there is no such field, or no such value of one. Fields are seed, "
                                  "w, steps, class, size, model, sampler, note, date, is:favourite and is:walk."));
        chip->setAccessibleName(term.understood ? tr("%1, take out").arg(text) : tr("%1, not understood").arg(text));
        connect(chip, &QPushButton::clicked, this, [this, k] { takeOut(int(k)); });
        chipRow_->addWidget(chip);
    }
    chips_->setVisible(!search.terms.empty());
}

void GalleryToolbar::takeOut(int term)
{
    QStringList left;
    const GallerySearch search = parsed(search_->text());
    for (std::size_t k = 0; k < search.terms.size(); ++k)
        if (int(k) != term)
            left.append(QString::fromStdString(search.terms[k].text));
    search_->setText(left.join(u' '));
}

// What says least goes first where there is not room for all.
void GalleryToolbar::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    favourites_->setText(width() < 880 ? QString() : tr("Favourites"));
    favourites_->setAccessibleName(tr("Favourites"));
    walks_->setText(width() < 960 ? QString() : tr("With walk"));
    walks_->setAccessibleName(tr("With walk"));
}

} // namespace diffuscope::ui
