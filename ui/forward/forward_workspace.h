#pragma once
#include "ui/forward/figures/forward_exports.h"
#include "ui/forward/picture/picture_source.h"
#include "ui/workspace/workspace.h"

#include <QElapsedTimer>
#include <QJsonObject>
#include <QTimer>

#include <map>

namespace diffuscope::ui {

class DatasetPicker;
class DrawingBar;
class DrawingCanvas;
class EmptyState;
class ForwardInspector;
class ForwardToolbar;
class PictureEquation;
class PixelJourney;

// Watching order dissolve: a picture, the noise, and their mixture at every step of the timeline. All of it is computed
// on the GUI thread; a walk through a large picture is done in slices.
class ForwardWorkspace : public Workspace {
    Q_OBJECT
public:
    explicit ForwardWorkspace(Bridge& bridge, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("forward"); }
    QString title() const override { return tr("Forward"); }
    QWidget* inspector() override;
    TimelineModel* timeline() override { return timeline_; }
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    void exportCurrent() override;
    std::string recipe() const; // JSON, see core/recipe/recipe.h
    // The same with x_0 whatever its size, the shape wanted of the next picture, and what is set on the timeline.
    std::string settings() const override { return settingsLater()(); }
    std::function<std::string()> settingsLater() const override;
    void begin(const std::string& settings, bool first) override;
    bool restores(const Recipe& recipe) const override { return std::holds_alternative<ForwardRecipe>(recipe); }
    Restored restore(const Recipe& recipe) override;
    QList<Fact> facts() const override;
    void alignToTrack(int left, int width) override;
    void setTakenAbove(int height) override;

    bool opens(PathKind kind) const override { return kind == PathKind::Image; }
    void open(const QString& path) override;
    void usePicture(const QImage& picture, const QString& name) override; // from the clipboard or dragged in
    void paste();
    void choosePicture();  // asks which, without blocking
    void browsePictures(); // of the dataset; again: no more
    void draw();           // on x_0
    bool drawing() const;
    void finishDrawing(bool keep);
    const ForwardState& state() const { return state_; }
    const ForwardState::Mix& mix() const { return mix_; }

protected:
    void resizeEvent(QResizeEvent*) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void addCommands();
    void connectControls();
    void connectPictures();
    void connectDrawing();
    void newNoise();
    void fadePicture(); // from the one shown to the next
    void setSeed(quint64 seed);
    void setMode(ForwardState::Mode mode);
    bool leaveInnermost(); // what Escape ends; false: nothing is open
    void setPicture(const Image& picture);
    void restorePicture(const ForwardRecipe& recipe, Restored& result);
    void onDataset(const DatasetOpened& dataset);
    void onSchedule();
    void showStep();
    void sayHow(double mixedMs);
    void showProbe();
    void probe(const QPoint& pixel);
    void showDrawing();
    void leaveDrawing();
    QImage thumbnail(int step);
    void forgetThumbnails();
    void arrange();
    void toggleJourney(); // what folds in a low window is the user's choice, too
    void copyPicture();
    QJsonObject viewNow() const; // timeline and probe
    void showView(const QJsonObject& view);
    ForwardRecipe settingsNow() const;
    ForwardRecipe madeFrom() const;
    ForwardScene scene() const;

    Bridge& bridge_;
    ForwardState state_;
    ForwardState::Mix mix_;
    TimelineModel* timeline_;
    PictureSource* source_;
    ForwardExports exports_;
    ForwardToolbar* toolbar_;
    PictureEquation* equation_;
    PixelJourney* journey_;
    std::optional<bool> journeyWanted_; // none: where there is room
    EmptyState* empty_;
    DatasetPicker* picker_;
    DrawingBar* bar_;
    DrawingCanvas* canvas_;
    ForwardInspector* inspector_;
    QTimer walking_, drawn_; // the next slice; the next look at the drawing
    QElapsedTimer said_;     // how long the mixing took
    std::map<int, QImage> thumbnails_;
    PictureSource::Picture beforeDrawing_;
    Image pictureBefore_;                     // of beforeDrawing_
    std::optional<std::uint64_t> seedToKeep_; // with the next picture
    QPoint probe_;
    int channel_ = 0, takenAbove_ = 0;
    std::size_t walked_ = 0;       // pictures of the walk that the filmstrip has
    QString lastDataset_;          // opened by the start: its first picture takes nobody's place
    bool playWithPicture_ = false; // when a picture comes
};

} // namespace diffuscope::ui
