"""The networks that are measured, and their data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

cross_entropy = nn.CrossEntropyLoss()


@dataclass(frozen=True)
class Case:
    """A network in evaluation mode with random data; it is slow where its grids have few points."""

    name: str
    model: nn.Module
    inputs: Tensor
    target: Tensor
    slow: bool = False

    def double(self) -> Case:
        inputs = self.inputs.double() if self.inputs.is_floating_point() else self.inputs
        return replace(self, model=self.model.double(), inputs=inputs)


class Tokens(nn.Module):
    """A transformer of two layers over tokens, and the mean over positions."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(100, 64)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(64, 4, 128, dropout=0.0, batch_first=True) for _ in range(2)
        )
        self.head = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.embedding(x)
        for layer in self.layers:
            hidden = layer(hidden)
        return self.head(hidden.mean(1))


class Residual(nn.Module):
    """A convolution, three residual blocks with batch normalisation, and a linear layer: as a small ResNet."""

    def __init__(self, width: int = 16) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, width, 3, padding=1)
        self.blocks = nn.ModuleList(
            nn.Sequential(
                nn.Conv2d(width, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
                nn.ReLU(),
                nn.Conv2d(width, width, 3, padding=1, bias=False),
                nn.BatchNorm2d(width),
            )
            for _ in range(3)
        )
        self.head = nn.Linear(width, 10)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.stem(x)
        for block in self.blocks:
            hidden = torch.relu(hidden + block(hidden))
        return self.head(hidden.mean((2, 3)))


def mlp(activation: type[nn.Module], *widths: int) -> nn.Module:
    layers: list[nn.Module] = []
    for before, after in zip(widths, widths[1:], strict=False):
        layers += [nn.Linear(before, after), activation()]
    return nn.Sequential(*layers[:-1])


def _made(name: str, model: Callable[[], nn.Module], draw: Callable[[torch.Generator], Tensor], classes: int) -> Case:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = model().eval()
    generator = torch.Generator().manual_seed(1)
    inputs = draw(generator)
    target = torch.randint(classes, (len(inputs),), generator=generator)
    optimizer = torch.optim.Adam(net.parameters(), 3e-3)
    for _ in range(30):  # off the start, where spectra are not those of interest
        optimizer.zero_grad()
        cross_entropy(net(inputs), target).backward()
        optimizer.step()
    net.requires_grad_(True).zero_grad()
    return Case(name, net, inputs, target)


def small_mlp() -> Case:
    return _made(
        "tanh MLP 20-96-64-32-3",
        lambda: mlp(nn.Tanh, 20, 96, 64, 32, 3),
        lambda g: torch.randn(1000, 20, generator=g),
        3,
    )


def wide_mlp() -> Case:
    return _made(
        "ReLU MLP 784-64-32-10",
        lambda: mlp(nn.ReLU, 784, 64, 32, 10),
        lambda g: torch.randn(1000, 784, generator=g),
        10,
    )


def transformer(samples: int = 32) -> Case:
    name = f"transformer, {samples} x 32 tokens"
    case = _made(name, Tokens, lambda g: torch.randint(100, (samples, 32), generator=g), 10)
    return replace(case, slow=True)


def residual(samples: int = 32) -> Case:
    name = f"residual CNN, {samples} images"
    case = _made(name, Residual, lambda g: torch.randn(samples, 3, 16, 16, generator=g), 10)
    return replace(case, slow=True)
