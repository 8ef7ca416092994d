#pragma once
#include "ui/forward/forward_state.h"
#include "ui/workspace.h"

#include "ui/export/export_panel.h"

#include <QElapsedTimer>
#include <QTimer>

#include <map>

class QLabel;

namespace diffuscope::ui {

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
    QList<QPair<QString, QString>> keyHints() const override;
    bool handleKey(int key, Qt::KeyboardModifiers modifiers) override;
    void exportCurrent() override;
    std::string recipe() const; // JSON, see forward_recipe.cpp
    Restored restore(const QJsonObject& recipe) override;
    QList<Command> commands() override;
    void alignToTrack(int left, int width) override;

    void openPicture(const QString& path);
    void usePicture(const QImage& picture, const QString& name); // from the clipboard or dragged in
    void paste();
    void choosePicture(); // asks which, without blocking
    const ForwardState& state() const { return state_; }
    const ForwardState::Mix& mix() const { return mix_; }

Q_SIGNALS:
    void pictureOpened(const QString& path);

protected:
    void resizeEvent(QResizeEvent*) override;

private:
    void build();
    void connectControls();
    void randomPicture();
    void newNoise();
    void setSeed(quint64 seed);
    void setMode(ForwardState::Mode mode);
    void setPicture(const Image& picture, const QString& name, bool fromFile);
    void onDataset(const DatasetOpened& dataset);
    void onImage(const ImageLoaded& image);
    void reshape();
    void onSchedule();
    void showStep();
    void showProbe();
    void probe(const QPoint& pixel);
    QImage thumbnail(int step);
    void arrange();
    void copyPicture();
    ExportPanel::Content exportContent(ExportPanel::Kind kind);

    Bridge& bridge_;
    ForwardState state_;
    ForwardState::Mix mix_;
    TimelineModel* timeline_;
    ForwardToolbar* toolbar_;
    PictureEquation* equation_;
    PixelJourney* journey_;
    EmptyState* empty_;
    ForwardInspector* inspector_;
    QTimer walking_;
    QElapsedTimer said_; // how long the mixing took
    std::map<int, QImage> thumbnails_;
    JobId imageJob_ = 0;
    QString path_, name_; // of what is shown
    QString asked_;       // of what is being opened
    QImage pasted_;
    bool fromDataset_ = false;
    QPoint probe_;
    int channel_ = 0;
};

} // namespace diffuscope::ui
