#pragma once
#include <QWidget>

namespace diffuscope::ui {

// A plain themed background with optional hairlines at its edges: panels, bars and columns.
class Surface : public QWidget {
    Q_OBJECT
public:
    enum class Tone { Canvas, Surface, Sunken };
    explicit Surface(Tone tone, Qt::Edges lines = {}, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone tone_;
    Qt::Edges lines_;
};

} // namespace diffuscope::ui
