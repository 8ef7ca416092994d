#include "ui/gallery/gallery_inspector.h"

#include "core/base/image/pixel_buffer.h"
#include "core/recipe/recipe.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/style/words.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/form/section.h"
#include "ui/widgets/image/image_view.h"

#include <QCheckBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <utility>

namespace diffuscope::ui {

namespace {

constexpr int kPicture = 256, kLeastLimit = 50, kMostLimit = 1'000'000; // pixels; MB

void emptyOut(QLayout* layout)
{
    while (QLayoutItem* item = layout->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
}

} // namespace

GalleryInspector::GalleryInspector(const Commands& commands, QWidget* parent)
    : QWidget(parent), pages_(new QStackedWidget), picture_(new ImageView(Concept::State)), title_(new ElidedLabel),
      detail_(new ElidedLabel), favourite_(new IconButton(QStringLiteral("star"), tr("Favourite"))),
      note_(new QLineEdit), trouble_(new WrappedLabel("warning")), storage_(new WrappedLabel("caption")),
      facts_(new QGridLayout), common_(new QGridLayout), several_(new QLabel), keep_(new QCheckBox),
      limit_(new QSpinBox), walkLimit_(new QSpinBox),
      forgetWalk_(new Button(tr("Remove the kept walk"), QStringLiteral("film"))),
      walkStorage_(new WrappedLabel("caption"))
{
    setObjectName(QStringLiteral("galleryInspector"));
    auto* nothing = new WrappedLabel("secondary");
    nothing->setWords(tr("Choose a picture to see how it was made."));
    nothing->setAlignment(Qt::AlignTop);
    nothing->setContentsMargins(16, 16, 16, 16);
    pages_->addWidget(nothing);
    pages_->addWidget(buildOne(commands));
    pages_->addWidget(buildSeveral(commands));
    pages_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(pages_);
    column->addWidget(buildStorage());
    column->addStretch(1);
    connect(note_, &QLineEdit::editingFinished, this, &GalleryInspector::takeNote);
    const auto chosen = [this] { Q_EMIT keepingChosen(keep_->isChecked(), limit_->value(), walkLimit_->value()); };
    connect(keep_, &QCheckBox::toggled, this, chosen);
    for (const QSpinBox* limit : {limit_, walkLimit_})
        connect(limit, &QSpinBox::editingFinished, this, chosen);
    showNothing();
}

QWidget* GalleryInspector::buildOne(const Commands& commands)
{
    picture_->setObjectName(QStringLiteral("galleryPicture"));
    picture_->setRole(QStringLiteral("gallery/picture"));
    picture_->setFixedHeight(kPicture + 10);
    title_->setProperty("role", "title");
    title_->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    detail_->setProperty("role", "secondary");
    note_->setObjectName(QStringLiteral("galleryNote"));
    note_->setAccessibleName(tr("Note"));
    note_->setPlaceholderText(tr("Note"));
    note_->setMaxLength(1000);
    favourite_->setObjectName(QStringLiteral("galleryFavourite"));
    favourite_->setCheckable(true);
    auto* remove = new IconButton(QStringLiteral("trash"), tr("Delete"));
    auto* open = new Button(tr("Open in Reverse"), QStringLiteral("reverse"), Button::Look::Primary);
    auto* save = new Button(tr("Export…"), QStringLiteral("export"));
    Command::bind(favourite_, commands.favourite);
    Command::bind(remove, commands.remove);
    Command::bind(open, commands.open);
    auto* verify = new Button(tr("Verify"), QStringLiteral("check"));
    verify->setObjectName(QStringLiteral("galleryVerify"));
    Command::bind(save, commands.exporting);
    Command::bind(verify, commands.verify);
    auto* names = new QHBoxLayout;
    names->setSpacing(8);
    names->addWidget(title_);
    names->addWidget(detail_, 1);
    names->addWidget(favourite_);
    names->addWidget(remove);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(verify, 1);
    buttons->addWidget(save, 1);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 14, 16, 10);
    column->setSpacing(8);
    column->addWidget(picture_);
    column->addWidget(trouble_);
    column->addLayout(names);
    column->addWidget(open);
    column->addLayout(buttons);
    column->addWidget(note_);
    facts_->setContentsMargins(0, 6, 0, 0);
    facts_->setVerticalSpacing(4);
    facts_->setColumnStretch(1, 1);
    column->addLayout(facts_);
    forgetWalk_->setObjectName(QStringLiteral("galleryForgetWalk"));
    Command::bind(forgetWalk_, commands.forgetWalk);
    column->addWidget(forgetWalk_);
    return page;
}

QWidget* GalleryInspector::buildSeveral(const Commands& commands)
{
    several_->setProperty("role", "title");
    several_->setObjectName(QStringLiteral("gallerySelectedCount"));
    auto* save = new Button(tr("Export…"), QStringLiteral("export"), Button::Look::Primary);
    auto* favour = new Button(tr("Favourite"), QStringLiteral("star"));
    auto* remove = new Button(tr("Delete"), QStringLiteral("trash"));
    Command::bind(save, commands.exporting);
    Command::bind(favour, commands.favourite);
    Command::bind(remove, commands.remove);
    auto* page = new QWidget;
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(16, 14, 16, 10);
    column->setSpacing(8);
    column->addWidget(several_);
    column->addWidget(save);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(favour);
    row->addWidget(remove);
    column->addLayout(row);
    column->addWidget(caption(tr("What they have in common")));
    common_->setVerticalSpacing(4);
    common_->setColumnStretch(1, 1);
    column->addLayout(common_);
    column->addStretch(1);
    return page;
}

Section* GalleryInspector::buildStorage()
{
    keep_->setObjectName(QStringLiteral("galleryKeep"));
    keep_->setText(tr("Keep everything that is generated"));
    limit_->setObjectName(QStringLiteral("galleryLimit"));
    limit_->setAccessibleName(tr("Pictures, at most"));
    walkLimit_->setObjectName(QStringLiteral("galleryWalkLimit"));
    walkLimit_->setAccessibleName(tr("Walks, at most"));
    walkLimit_->setToolTip(tr("Walks that you keep in Reverse, with every step, so that they can be watched again"));
    storage_->setObjectName(QStringLiteral("galleryStorage"));
    walkStorage_->setObjectName(QStringLiteral("galleryWalkStorage"));
    auto* section = new Section(tr("What is kept"));
    section->body()->addWidget(keep_);
    const auto add = [section](QSpinBox* limit, const QString& name, WrappedLabel* storage) {
        limit->setRange(kLeastLimit, kMostLimit);
        limit->setSuffix(tr(" MB"));
        limit->setSingleStep(500);
        limit->setGroupSeparatorShown(true);
        limit->setFocusPolicy(Qt::StrongFocus);
        auto* words = new QLabel(name);
        words->setProperty("role", "field");
        auto* row = new QHBoxLayout;
        row->addWidget(words);
        row->addStretch(1);
        row->addWidget(limit);
        section->body()->addLayout(row);
        section->body()->addWidget(storage);
    };
    add(limit_, tr("Pictures, at most"), storage_);
    add(walkLimit_, tr("Walks, at most"), walkStorage_);
    return section;
}

void GalleryInspector::fillFacts(QGridLayout* grid, const QList<GalleryFact>& facts)
{
    if (facts == filled_[grid])
        return;
    filled_[grid] = facts;
    emptyOut(grid);
    for (int row = 0; row < int(facts.size()); ++row) {
        auto* name = new QLabel(facts[row].label);
        name->setProperty("role", "secondary");
        auto* value = new ElidedLabel;
        value->setObjectName(QStringLiteral("galleryFact_") + facts[row].id);
        value->setWhole(facts[row].value);
        value->setAccessibleName(facts[row].label + QStringLiteral(": ") + facts[row].value);
        grid->addWidget(name, row, 0);
        grid->addWidget(value, row, 1);
    }
}

void GalleryInspector::showNothing()
{
    takeNote();
    shown_ = 0;
    pages_->setCurrentIndex(0);
}

void GalleryInspector::showOne(const GalleryEntry& entry, const QImage& thumbnail)
{
    const QString name = classWords(entry);
    title_->setText(name.isEmpty() ? tr("Picture") : name);
    QString detail = QStringLiteral("%1 × %2").arg(entry.width).arg(entry.height);
    if (entry.seed)
        detail += tr(", seed %1").arg(*entry.seed);
    detail_->setWhole(detail);
    if (shown_ != entry.id) {
        takeNote();
        shown_ = entry.id;
        trouble_->hide();
        if (thumbnail.width() == entry.width && thumbnail.height() == entry.height) // it is the picture itself
            picture_->setImage(imageOf(pixelsOf(thumbnail), entry.channels));
        else
            picture_->setLoading(tr("Reading…"));
        picture_->setRecipe({});
    }
    setMarks(entry.favourite, QString::fromStdString(entry.note));
    fillFacts(facts_, factsOf(entry));
    forgetWalk_->setVisible(entry.walkBytes > 0);
    pages_->setCurrentIndex(1);
}

void GalleryInspector::setPicture(const GalleryPicture& picture)
{
    if (picture.entry.id != shown_)
        return;
    trouble_->setVisible(!picture.image);
    if (picture.image) {
        picture_->setImage(*picture.image);
        picture_->setRecipe([recipe = picture.recipe] { return toJson(recipe); });
        return;
    }
    trouble_->setWords(tr("The picture's file is gone or damaged. It can be made again from its recipe."));
    if (!picture_->hasImage())
        picture_->setFailed(tr("No picture"));
}

void GalleryInspector::setUnread()
{
    if (!picture_->hasImage())
        picture_->setFailed(tr("It could not be read"));
}

void GalleryInspector::setMarks(bool favourite, const QString& note)
{
    favourite_->setChecked(favourite);
    favourite_->setIconName(favourite ? QStringLiteral("starFilled") : QStringLiteral("star"));
    if (savedNote_ != note || !note_->hasFocus())
        note_->setText(note);
    savedNote_ = note;
}

void GalleryInspector::takeNote()
{
    if (shown_ == 0 || note_->text() == savedNote_)
        return;
    savedNote_ = note_->text();
    Q_EMIT noteChanged(shown_, savedNote_);
}

void GalleryInspector::editNote()
{
    if (shown_ == 0)
        return;
    note_->setFocus(Qt::ShortcutFocusReason);
    note_->selectAll();
}

void GalleryInspector::showSeveral(const std::vector<const GalleryEntry*>& known, int count)
{
    takeNote();
    shown_ = 0;
    several_->setText(countText(count, tr("picture"), tr("pictures")));
    QList<GalleryFact> facts;
    for (const GalleryEntry* entry : known) {
        const QList<GalleryFact> own = factsOf(*entry);
        if (entry == known.front())
            facts = own;
        facts.removeIf([&own](const GalleryFact& fact) { return !own.contains(fact); });
    }
    fillFacts(common_, facts);
    pages_->setCurrentIndex(2);
}

void GalleryInspector::setTotals(const GalleryTotals& totals)
{
    walkStorage_->setWords(
        totals.walks == 0
            ? tr("No walk is kept. “Keep the walk” in Reverse keeps one with every step.")
            : tr("%1, %2. When there is no room, those go first that were kept first; of favourites none does.")
                  .arg(countText(totals.walks, tr("walk"), tr("walks")), sizeWords(totals.walkBytes)));
    const QString pictures = countText(totals.pictures, tr("picture"), tr("pictures"));
    if (totals.limit == 0)
        return storage_->setWords(tr("%1, %2.").arg(pictures, sizeWords(totals.bytes)));
    storage_->setWords(tr("%1, %2 of %3. When that is full, the oldest go that are no favourites.")
                           .arg(pictures, sizeWords(totals.bytes), sizeWords(totals.limit)));
}

void GalleryInspector::setKeeping(bool keep, int megabytes, int walkMegabytes)
{
    const QSignalBlocker quiet(keep_);
    keep_->setChecked(keep);
    limit_->setValue(megabytes);
    walkLimit_->setValue(walkMegabytes);
}

} // namespace diffuscope::ui
