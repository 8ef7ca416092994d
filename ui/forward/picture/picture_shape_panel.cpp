#include "ui/forward/picture/picture_shape_panel.h"

#include "ui/widgets/controls/captions.h"
#include "ui/widgets/drawing/drawing.h"
#include "ui/widgets/form/segmented_control.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kSides[] = {16, 32, 64, 128, 256, 512};
constexpr int kFieldWidth = 132;

QString sideText(int side) { return QStringLiteral("%1 × %1").arg(side); }

QLabel* fieldLabel(const QString& text, QWidget* buddy)
{
    auto* label = new QLabel(text);
    label->setProperty("role", "field");
    label->setBuddy(buddy);
    return label;
}

} // namespace

PictureShapePanel::PictureShapePanel(QWidget* parent)
    : QWidget(parent), side_(new QComboBox), channels_(new QComboBox),
      fit_(new SegmentedControl({{"crop", tr("Crop"), {}}, {"whole", tr("Whole"), {}}})), words_(caption({}))
{
    build();
    const auto take = [this](int index) {
        if (index < 0 || side_->itemData(index).toInt() == chosen_)
            return;
        chosen_ = side_->itemData(index).toInt();
        Q_EMIT shapeChosen();
    };
    connect(side_, &QComboBox::currentIndexChanged, this, take);
    connect(side_, &QComboBox::activated, this, take); // the one that was there before a number was typed
    connect(side_->lineEdit(), &QLineEdit::editingFinished, this, &PictureShapePanel::chooseSide);
    connect(channels_, &QComboBox::activated, this, &PictureShapePanel::shapeChosen);
    connect(fit_, &SegmentedControl::currentChanged, this, &PictureShapePanel::shapeChosen);
}

void PictureShapePanel::build()
{
    for (const int side : kSides)
        side_->addItem(sideText(side), side);
    side_->setEditable(true);
    side_->setInsertPolicy(QComboBox::NoInsert);
    side_->setCompleter(nullptr);
    side_->setCurrentIndex(2);
    side_->setObjectName("pictureSide");
    side_->setAccessibleName(tr("Side of the picture in pixels"));
    side_->setToolTip(tr("Side of the square that pictures are brought to: choose or type 16 to 512"));
    channels_->addItem(tr("As in the file"), 0);
    channels_->addItem(tr("Grey"), 1);
    channels_->addItem(tr("Colour"), 3);
    channels_->setObjectName("pictureChannels");
    channels_->setAccessibleName(tr("Colour channels"));
    fit_->setObjectName("pictureFit");
    fit_->setAccessibleName(tr("Pictures that are not square"));
    fit_->setToolTip(tr("Of a picture that is not square: its centre square, or all of it on white"));
    words_->setObjectName("pictureWords");
    words_->setWordWrap(true);
    for (QComboBox* box : {side_, channels_}) {
        box->setFixedWidth(kFieldWidth);
        box->setFocusPolicy(Qt::StrongFocus);
    }
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(0, 1);
    grid->addWidget(fieldLabel(tr("Size"), side_), 0, 0);
    grid->addWidget(side_, 0, 1);
    grid->addWidget(fieldLabel(tr("Channels"), channels_), 1, 0);
    grid->addWidget(channels_, 1, 1);
    grid->addWidget(fieldLabel(tr("Fit"), fit_), 2, 0);
    grid->addWidget(fit_, 2, 1, Qt::AlignRight);
    grid->addWidget(words_, 3, 0, 1, 2);
}

// A number typed: "48", "48 × 48", "48px". What is none brings back the one before.
void PictureShapePanel::chooseSide()
{
    QString digits;
    for (const QChar c : side_->currentText()) {
        if (!c.isDigit() && !digits.isEmpty())
            break;
        if (c.isDigit())
            digits += c;
    }
    const int typed = digits.left(6).toInt();
    const int side = typed > 0 ? std::clamp(typed, Drawing::kLeastSide, Drawing::kMostSide) : chosen_;
    side_->setEditText(sideText(side));
    if (side == chosen_)
        return;
    chosen_ = side;
    Q_EMIT shapeChosen();
}

PictureSource::Shape PictureShapePanel::shape() const
{
    return {chosen_, channels_->currentData().toInt(), fit_->current() == QLatin1String("whole")};
}

void PictureShapePanel::setShape(const PictureSource::Shape& shape)
{
    const QSignalBlocker quiet(side_);
    chosen_ = shape.side;
    side_->setCurrentIndex(side_->findData(shape.side));
    side_->setEditText(sideText(shape.side));
    channels_->setCurrentIndex(std::max(0, channels_->findData(shape.channels)));
    fit_->setCurrent(shape.whole ? "whole" : "crop");
}

void PictureShapePanel::setPicture(const PictureSource::Picture& picture)
{
    picture_ = picture;
    for (QWidget* field : {static_cast<QWidget*>(side_), static_cast<QWidget*>(channels_), static_cast<QWidget*>(fit_)})
        field->setEnabled(picture.fitted());
    words_->setText(picture.fitted() ? fittedWords(picture, shape())
                                     : tr("Pictures of the dataset have the dataset’s size."));
    words_->setVisible(!words_->text().isEmpty());
}

} // namespace diffuscope::ui
