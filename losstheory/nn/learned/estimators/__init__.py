"""Networks with learned and with fixed losses that keep the contract of scikit-learn, so that they can be compared.

They need scikit-learn: ``pip install 'losstheory[programs,torch]'``.

>>> from losstheory.nn.learned.estimators import LegendreTronClassifier
>>> model = LegendreTronClassifier(epochs=40, batch=2, rate=0.1, random_state=0).fit([[-1.0], [1.0]], ["a", "b"])
>>> bool(model.predict_proba([[-1.0]])[0, 0] > 0.8)
True
"""

from importlib.util import find_spec

if find_spec("sklearn") is None:
    raise ImportError("losstheory.nn.learned.estimators needs scikit-learn; pip install 'losstheory[programs]'")

from losstheory.nn.learned.estimators.ens_loss import EnsLossClassifier
from losstheory.nn.learned.estimators.fixed_loss import MarginLossClassifier, MulticlassLossClassifier
from losstheory.nn.learned.estimators.legendre_tron import LegendreTronClassifier

__all__ = ["EnsLossClassifier", "LegendreTronClassifier", "MarginLossClassifier", "MulticlassLossClassifier"]
