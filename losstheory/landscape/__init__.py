"""The loss of torch models in parameter space: curvature, sharpness, and pictures of it; needs torch.

>>> from losstheory import landscape
>>> problem = landscape.Problem(model, torch.nn.functional.cross_entropy, loader, params="layer3.*")
>>> hessian = landscape.Hessian(problem)
>>> landscape.eigenpairs(hessian, 10).values
>>> landscape.estimate_trace(hessian)
>>> {name: landscape.estimate_trace(landscape.Hessian(part)) for name, part in problem.by_layer().items()}
>>> landscape.measure_landscape(problem, landscape.random_directions(problem))
"""

try:
    import torch as _torch  # noqa: F401
except ModuleNotFoundError as error:
    raise ImportError("losstheory.landscape needs torch: pip install 'losstheory[torch]'") from error

from losstheory.landscape.chebyshev import estimate_landscape
from losstheory.landscape.classes import ClassCurvature, class_curvatures
from losstheory.landscape.collapse import (
    BalancedCrossEntropy,
    Collapse,
    SimplexEncodedLabels,
    UnconstrainedFeatures,
    balanced_cross_entropy,
    measure_collapse,
    orthogonal_distance,
    simplex_distance,
    simplex_encoded_labels,
    simplex_etf,
    unconstrained_features,
)
from losstheory.landscape.density import Density, estimate_density
from losstheory.landscape.directions import (
    Direction,
    direction_between,
    eigenvector_directions,
    random_direction,
    random_directions,
)
from losstheory.landscape.errors import LandscapeError, NonFinite
from losstheory.landscape.export import read_npz, write_npz, write_vtk
from losstheory.landscape.grid import Landscape, measure_landscape
from losstheory.landscape.interpolation import measure_barrier, measure_interpolation
from losstheory.landscape.operators import Curvature, Fisher, GaussNewton, Hessian
from losstheory.landscape.problem import Problem
from losstheory.landscape.quadratic_step import QuadraticStep, bound_gauss_newton, quadratic_step
from losstheory.landscape.sample_size import SampleSizeLaw, sample_losses, sample_size_law
from losstheory.landscape.sample_steps import SampleSteps, measure_sample_steps
from losstheory.landscape.sharpness import Sharpness, measure_sharpness
from losstheory.landscape.spectrum import Eigenpairs, eigenpairs
from losstheory.landscape.trace import Estimate, estimate_diagonal, estimate_trace
from losstheory.landscape.trajectory import Trajectory, principal_trajectory

__all__ = [
    "BalancedCrossEntropy",
    "ClassCurvature",
    "Collapse",
    "Curvature",
    "Density",
    "Direction",
    "Eigenpairs",
    "Estimate",
    "Fisher",
    "GaussNewton",
    "Hessian",
    "Landscape",
    "LandscapeError",
    "NonFinite",
    "Problem",
    "QuadraticStep",
    "SampleSizeLaw",
    "SampleSteps",
    "Sharpness",
    "SimplexEncodedLabels",
    "Trajectory",
    "UnconstrainedFeatures",
    "balanced_cross_entropy",
    "bound_gauss_newton",
    "class_curvatures",
    "direction_between",
    "eigenpairs",
    "eigenvector_directions",
    "estimate_density",
    "estimate_diagonal",
    "estimate_landscape",
    "estimate_trace",
    "measure_barrier",
    "measure_collapse",
    "measure_interpolation",
    "measure_landscape",
    "measure_sample_steps",
    "measure_sharpness",
    "orthogonal_distance",
    "principal_trajectory",
    "quadratic_step",
    "random_direction",
    "random_directions",
    "read_npz",
    "sample_losses",
    "sample_size_law",
    "simplex_distance",
    "simplex_encoded_labels",
    "simplex_etf",
    "unconstrained_features",
    "write_npz",
    "write_vtk",
]
