"""Networks for digits without and with skip connections, trained from fixed seeds: for several figures."""

import torch
from sklearn.datasets import load_digits

from losstheory.landscape import Problem
from losstheory.nn.threads import one_thread

DEPTH, WIDTH, SAMPLES, STEPS = 8, 16, 200, 120


class Perceptron(torch.nn.Module):
    """Layers of one width; with ``skip`` the input of each is added to its output."""

    def __init__(self, skip: bool, generator: torch.Generator) -> None:
        super().__init__()
        self.skip = skip
        widths = [64, *[WIDTH] * (DEPTH + 1), 10]
        self.layers = torch.nn.ModuleList(map(torch.nn.Linear, widths, widths[1:]))
        for place, layer in enumerate(self.layers):
            torch.nn.init.kaiming_normal_(layer.weight, generator=generator)
            torch.nn.init.zeros_(layer.bias)
            if skip and 0 < place <= DEPTH:
                layer.weight.data /= DEPTH**0.5

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.layers[0](x)
        for layer in self.layers[1:-1]:
            x = layer(torch.relu(x)) + (x if self.skip else 0)
        return self.layers[-1](x)


def trained(skip: bool) -> Problem:
    """The cross-entropy of a trained network on its training digits."""
    images, digits = load_digits(return_X_y=True)
    x, y = torch.tensor(images[:SAMPLES] / 16), torch.tensor(digits[:SAMPLES])
    network = Perceptron(skip, torch.Generator().manual_seed(0)).double()
    steps = torch.optim.Adam(network.parameters(), lr=0.003)
    with one_thread():
        for _ in range(STEPS):
            steps.zero_grad()
            torch.nn.functional.cross_entropy(network(x), y).backward()
            steps.step()
    return Problem(network, torch.nn.functional.cross_entropy, (x, y))
