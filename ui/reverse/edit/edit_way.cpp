#include "ui/reverse/edit/edit_way.h"

#include "ui/reverse/start/start_picture.h"

#include <QWidget>

#include <algorithm>

namespace diffuscope::ui {

EditWay::EditWay(const EditSources& sources, QObject* parent) : QObject(parent), sources_(sources) {}

EditWay::~EditWay() = default;

QWidget* EditWay::setPanel(QWidget* panel)
{
    panel_ = panel;
    return panel;
}

void EditWay::setModel(const ModelOpened& model)
{
    model_ = model;
    modelChanged();
}

QString EditWay::problem() const
{
    return startsFromPicture() && sources_.a->isEmpty() ? tr("Choose or draw the picture to start from") : QString();
}

void EditWay::setStep(int step) { step_ = step; }

int EditWay::pictureFor(int) const { return -1; }

std::optional<int> EditWay::stepFor(int) const { return std::nullopt; }

void EditWay::begin(const VariationsStarted& started, const VariationsRequest& request, const Image& from)
{
    run_.begin(started, request);
    requested_ = request;
    startedFrom_ = from;
    ranWith_ = model_;
    numbers_.clear();
    selected_ = -1;
}

namespace {

int timestepsOf(const std::optional<ModelOpened>& model)
{
    return model ? std::max(1, int(model->betas.size())) : 1000;
}

QString classNameIn(const std::optional<ModelOpened>& model, int label)
{
    const bool named =
        model && label >= 0 && label < int(model->classNames.size()) && !model->classNames[std::size_t(label)].empty();
    return named ? QString::fromStdString(model->classNames[std::size_t(label)]) : EditWay::tr("class %1").arg(label);
}

} // namespace

int EditWay::timesteps() const { return timestepsOf(model_); }

int EditWay::ranTimesteps() const { return timestepsOf(ranWith_ ? ranWith_ : model_); }

int EditWay::ranStep(int step) const { return int(std::lround(double(step) * ranTimesteps() / timesteps())); }

Image EditWay::stateAt(const EditItem& item, int step) const
{
    if (item.walk < 0 || item.walk >= run_.count())
        return {};
    const Trajectory& run = run_.racer(item.walk).run;
    const int frame = run.indexAt(ranStep(step));
    return frame >= 0 ? run.state(frame, item.picture) : Image();
}

QString EditWay::className(int label) const { return classNameIn(model_, label); }

QString EditWay::ranClassName(int label) const { return classNameIn(ranWith_ ? ranWith_ : model_, label); }

Image EditWay::picture(int walk, int picture) const
{
    if (walk < 0 || walk >= run_.count() || picture < 0)
        return {};
    const Race::Racer& racer = run_.racer(walk);
    if (!racer.images.empty())
        return picture < int(racer.images.size()) ? racer.images[std::size_t(picture)] : Image();
    return racer.run.frames() > 0 ? racer.run.state(racer.run.frames() - 1, picture) : Image();
}

EditResults EditWay::onePerSeed(const QString& title, const QString& about) const
{
    EditResults results;
    results.title = title;
    results.about = about;
    results.totalSteps = ranTimesteps();
    for (int k = 0; run().count() > 0 && k < requested().base.count; ++k) {
        EditItem item;
        item.label = item.name = tr("seed %1").arg(requested().base.seed + std::uint64_t(k));
        item.picture = k;
        item.result = this->picture(0, k);
        results.items.push_back(std::move(item));
    }
    return results;
}

Image EditWay::start(int walk, int picture) const
{
    const bool begun = walk >= 0 && walk < run_.count() && run_.racer(walk).run.frames() > 0;
    return begun ? run_.racer(walk).run.state(0, picture) : Image();
}

EditPicture EditWay::sourcePicture() const
{
    EditPicture left;
    left.frame = Concept::Signal;
    left.symbol = QStringLiteral("x_0");
    left.words = sources_.a->name().isEmpty() ? tr("your picture") : sources_.a->name();
    left.image = sources_.a->picture();
    left.hint = tr("Draw a picture, open one, paste it or drop it here");
    return left;
}

EditPicture EditWay::result(int walk, int picture, const QString& words) const
{
    EditPicture right;
    right.symbol = QStringLiteral("x_0");
    right.words = words;
    right.image = this->picture(walk, picture);
    if (right.image.empty())
        return right;
    const Race::Racer& racer = run_.racer(walk);
    if (!racer.ended && racer.run.frames() > 0) {
        right.symbol = QStringLiteral("x_t");
        right.words = tr("on its way, t = %1").arg(racer.run.frame(racer.run.frames() - 1).step);
    }
    return right;
}

SamplingRecipe EditWay::recipeOf(int walk, std::optional<int> picture) const
{
    SamplingRecipe recipe = walk >= 0 && walk < run_.count() ? run_.racer(walk).run.recipe() : run_.recipe();
    recipe.picture = picture;
    if (walk < 0)
        return recipe;
    const Trajectory& run = run_.racer(walk).run;
    recipe.step = run.frames() > 0 ? run.frame(run.frames() - 1).step : 0;
    if (recipe.classes.size() != 1 || !ranWith_ || recipe.classes.front() >= ranWith_->classes)
        return recipe;
    recipe.shownClass = recipe.classes.front();
    if (*recipe.shownClass < int(ranWith_->classNames.size()))
        recipe.shownClassName = ranWith_->classNames[std::size_t(*recipe.shownClass)];
    return recipe;
}

} // namespace diffuscope::ui
