"""How fast the trainings learn, and when."""

from course_utils.backend import keras


def adam_with_warmup(highest: float, n_steps: int, max_gradient_norm: float):
    """Adam whose learning rate rises in a line over 2% of the steps, then falls in a cosine to 2%.

    Args:
        highest: The learning rate at its highest.
        n_steps: Of the whole training.
        max_gradient_norm: Gradients that are longer, all weights together, are shortened to it.
    """
    warmup = max(1, n_steps // 50)
    learning_rate = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=0.0,
        warmup_target=highest,
        warmup_steps=warmup,
        decay_steps=max(1, n_steps - warmup),
        alpha=0.02,
    )
    return keras.optimizers.Adam(learning_rate, global_clipnorm=max_gradient_norm)
