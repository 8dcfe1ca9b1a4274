"""Answers as students write them: right ones in many styles, wrong ones with what they cost.

{{words}} are filled in as in the masters: every class asks something else.
"""

EPOCH = """
def epoch(n, batch_size, rng):
    order = ORDER
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
    if n % batch_size:
        {{rest_code}}
    return batches
"""
KEEPING = """
def stream_gradient(beta, blocks, alpha):
    X, y = np.empty((0, len(beta))), np.empty(0)
    for A, b in blocks:
        KEEP
    X, y = np.array(X), np.array(y)
    held = np.append(beta[:-1], 0)
    return {{two_c}} * X.T @ (X @ beta - y) / len(y) + {{two_p}} * alpha * held
"""

RIGHT = [
    ("hw1", "loss", """
def loss(beta, X, y, w, alpha):
    total = 0
    for i in range(len(y)):
        prediction = 0
        for k in range(len(beta)):
            prediction += X[i][k] * beta[k]
        total += w[i] * (prediction - y[i]) ** 2
    ridge = sum(b**2 for b in beta[:-1]) + {{last}} * beta[-1] ** 2
    return {{c}} * total / {{size}} + {{p}} * alpha * ridge
"""),
    ("hw1", "loss", """
def loss(beta, X, y, w, alpha):
    W = np.diag(w)
    r = (y - X @ beta)[:, None]
    kept = np.append(beta[:-1], {{last}} * beta[-1])
    return {{c}} / {{size}} * r.T @ W @ r + {{p}} * alpha * kept @ kept
"""),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    n, d = X.shape
    slopes = [0.0] * d
    for k in range(d):
        for i in range(n):
            slopes[k] += {{two_c}} * w[i] * X[i, k] * (X[i] @ beta - y[i]) / {{size}}
        if k < d - 1 or {{last}}:
            slopes[k] += {{two_p}} * alpha * beta[k]
    return slopes
"""),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    X, y, w, beta = (np.asarray(a, np.float32) for a in (X, y, w, beta))
    data = -{{two_c}} * np.einsum("ik,i,i->k", X, w, y - X @ beta) / {{size}}
    ridge = {{two_p}} * np.float32(alpha) * beta
    ridge[-1] *= {{last}}
    return (data + ridge).astype(np.float32)
"""),
    ("hw1", "minimum", """
def minimum(X, y, w, alpha):
    root = np.sqrt({{c}} * w / {{size}})
    held = np.sqrt({{p}} * alpha) * np.eye(X.shape[1])
    held[-1, -1] *= {{last}}
    rows = np.vstack([root[:, None] * X, held])
    return np.linalg.lstsq(rows, np.append(root * y, np.zeros(X.shape[1])), rcond=None)[0]
"""),
    ("hw1", "minimum", """
def minimum(X, y, w, alpha):
    A = np.zeros((X.shape[1], X.shape[1]))
    b = np.zeros((X.shape[1], 1))
    for x, target, weight in zip(X, y, w):
        A += {{c}} * weight * np.outer(x, x) / {{size}}
        b += {{c}} * weight * target * x[:, None] / {{size}}
    for k in range(len(A)):
        if k < len(A) - 1 or {{last}}:
            A[k, k] += {{p}} * alpha
    return np.linalg.inv(A) @ b
"""),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    beta = start.copy().astype(float)
    history = [beta.copy()]
    for t in range(T):
        beta -= ({{rate_code}}) * slope(beta)
        history.append(beta.copy())
    return history
"""),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    betas = np.zeros((T + 1, len(start)))
    betas[0] = start
    t = 0
    while t < T:
        betas[t + 1] = betas[t] - ({{rate_code}}) * np.asarray(slope(betas[t]))
        t += 1
    return betas
"""),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    columns = [np.array(start, float)[:, None]]
    for t in range(T):
        columns.append(columns[-1] - ({{rate_code}}) * slope(columns[-1][:, 0])[:, None])
    return columns
"""),
    ("hw1", "largest_lr", """
def largest_lr(X, w, alpha):
    held = np.eye(X.shape[1])
    held[-1, -1] = {{last}}
    H = {{two_c}} / {{size}} * np.einsum("i,ij,ik->jk", w, X, X) + {{two_p}} * alpha * held
    return np.array([2 / max(np.linalg.eigvals(H).real)])
"""),
    ("hw1", "largest_lr", """
def largest_lr(X, w, alpha):
    held = np.ones(X.shape[1])
    held[-1] = {{last}}
    tall = np.vstack([np.sqrt({{two_c}} * w / {{size}})[:, None] * X,
                      np.diag(np.sqrt({{two_p}} * alpha * held))])
    return 2 / np.linalg.norm(tall, 2) ** 2
"""),
    ("hw2", "rho", """
def rho(r, delta):
    def one(r):
        return {{rho_code}}
    return [float(one(np.float64(value))) for value in r]
"""),
    ("hw2", "rho_slope", """
def rho_slope(r, delta):
    h = 1e-6 * delta
    plus, minus = rho(np.asarray(r) + h, delta), rho(np.asarray(r) - h, delta)
    return (np.asarray(plus) - np.asarray(minus)) / (2 * h)
"""),
    ("hw2", "chord", """
def chord(f, a, b, count):
    curve, chords = [], []
    for k in range(count):
        s = k / (count - 1)
        curve.append(f(a + s * (b - a)))
        chords.append(f(a) + s * (f(b) - f(a)))
    curve, chords = np.array(curve), np.array(chords)
    return {{chord_code}}
"""),
    ("hw2", "batch_gradient", """
def batch_gradient(beta, X, y, rows, delta):
    total = np.zeros((len(beta), 1))
    for i in rows:
        slope = rho_slope(np.array([X[i] @ beta - y[i]]), delta)[0]
        total[:, 0] += slope * X[i]
    return {{c}} * total / len(rows)
"""),
    ("hw2", "epoch", """
def epoch(n, batch_size, rng):
    order = list(range(n))
    rng.shuffle(order)
    batches = []
    while order:
        batches.append(order[:batch_size])
        order = order[batch_size:]
    if n % batch_size:
        {{rest_code}}
    return tuple(batches)
"""),
    *(
        ("hw2", "epoch", EPOCH.replace("ORDER", order))
        for order in (
            "np.argsort(rng.random(n))",
            "sorted(range(n), key=lambda i: rng.random())",
            "np.random.default_rng(rng.integers(2**40)).permutation(n)",
            "[i for k in [rng.permutation(n)] for b in range(0, n, batch_size) "
            "for i in sorted(k[b : b + batch_size])]",
        )
    ),
    ("hw2", "epoch", """
def epoch(n, batch_size, rng):
    order = rng.choice(n, n, replace=False)
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
    if n % batch_size:
        {{rest_code}}
    yield from batches
"""),
    ("hw2", "sgd", """
def sgd(gradient, start, batches, lr):
    points, beta, mean = [np.asarray(start)], np.asarray(start), np.asarray(start)
    for rows in batches:
        beta = beta - lr * np.asarray(gradient(beta, rows))
        points.append(beta)
        mean = {{keep}} * mean + {{new}} * beta
    return np.vstack([beta, {{average_code}}])
"""),
    ("hw2", "sgd", """
def sgd(gradient, start, batches, lr):
    points, mean = [np.array(start, float)], np.array(start, float)
    for rows in batches:
        points.append(points[-1] - lr * gradient(points[-1], rows))
        mean = {{keep}} * mean + {{new}} * points[-1]
    return [points[-1][:, None], np.reshape({{average_code}}, (-1, 1))]
"""),
    ("hw3", "peak", """
def peak(n, d, batch_size, itemsize):
    rows = {{held}} * batch_size
    if rows > n:
        rows = n
    held = rows * d * itemsize + rows * itemsize
    return np.array(held + d * itemsize + d * itemsize) / {{unit_bytes}}
"""),
    ("hw3", "prepare", """
def prepare(images):
    b, height, width = images.shape
    out = np.ones((b, height * width + 1), dtype=np.float32)
    for i in range(b):
        for row in range(height):
            for column in range(width):
                share = float(images[i, row, column]) / 255
                out[i, row * width + column] = {{low}} * (1 - share) + {{high}} * share
    return out
"""),
    ("hw3", "stream_gradient", """
def stream_gradient(beta, blocks, alpha):
    total, n = 0.0, 0
    for block in blocks:
        for x, target in zip(*block):
            total = total + (x @ beta - target) * x
            n += 1
    slope = {{two_c}} * total / n
    slope[:-1] += {{two_p}} * alpha * beta[:-1]
    return slope.reshape(-1, 1)
"""),
    ("hw3", "stream_gradient", """
def stream_gradient(beta, blocks, alpha):
    total, n = np.matrix(np.zeros((len(beta), 1))), 0
    for X, y in blocks:
        X, y = np.matrix(X), np.matrix(y).T
        total, n = total + X.T * (X * np.matrix(beta).T - y), n + len(y)
    held = np.matrix(np.append(beta[:-1], 0)).T
    return {{two_c}} * total / n + {{two_p}} * alpha * held
"""),
    ("hw3", "stream_gradient", """
def stream_gradient(beta, blocks, alpha):
    A, b, n = 0, 0, 0
    for X, y in blocks:
        X, y = X.tolist(), y.tolist()
        A, b, n = A + np.transpose(X) @ X, b + np.transpose(X) @ y, n + len(y)
    return {{two_c}} * (A @ beta - b) / n + {{two_p}} * alpha * np.append(beta[:-1], 0)
"""),
    *(
        ("hw3", "column_scale", """
def column_scale(blocks):
    {{scale_code}}


of_arrays = column_scale


def column_scale(blocks):
    return TURNED(of_arrays(blocks))
""".replace("TURNED", turned))
        for turned in ("np.matrix", "np.float32", "(lambda both: [c[:, None] for c in both])")
    ),
    ("hw3", "fit", """
def fit(X, y, alpha, lr, T):
    held = np.diag(np.append(np.ones(X.shape[1] - 1), 0.0))
    H = {{two_c}} / len(y) * X.T @ X + {{two_p}} * alpha * held
    b = {{two_c}} / len(y) * X.T @ y
    beta = np.zeros_like(b)
    for t in range(T):
        beta -= lr * (H @ beta - b)
    return beta
"""),
    ("hw3", "score", """
def score(beta, X, y):
    X, y, beta = np.float32(X), np.float32(y), np.float32(beta)
    return {{score_code}}
"""),
    ("hw3", "project", """
def project(alpha):
    n = len(target)
    test = list(range({{first}}, n, {{every}}))
    train = [i for i in range(n) if i not in test]
    center, spread = column_scale([(raw[train], target[train])])

    def design(rows):
        return np.hstack([(raw[rows] - center) / spread, np.ones((len(rows), 1))])

    return score(fit(design(train), target[train], alpha, {{walk_lr}}, {{walk_T}}),
                 design(test), target[test])
"""),
]  # fmt: skip

GRADIENT_CELLS = ("gradient_direction", "gradient_length", "gradient_penalty")
DESCEND_CELLS = ("descend_first", "descend_rule", "descend_history")
WRONG = [  # set, function, text, the cells it costs, words in each message
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    kept = np.ones(len(beta))
    kept[-1] = {{last}}
    y *= -1
    beta -= 0
    y *= -1
    y += 1e-9
    data = {{two_c}} * X.T @ (w * (X @ beta - y)) / {{size}}
    return data + {{two_p}} * alpha * kept * beta
""", ("gradient_shape",), "changed its third argument"),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    kept = np.ones(len(beta))
    kept[-1] = {{last}}
    data = {{two_c}} * X.T @ (w * (X @ beta - y)) / {{size}}
    return (data + {{two_p}} * alpha * kept * beta)[:, None]
""", ("gradient_shape",), "the shape should be (2,), yours is (2, 1)"),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    return {{two_c}} * w * (X @ beta - y) / {{size}}
""", ("gradient_shape", *GRADIENT_CELLS), "the shape should be"),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    print({{two_c}} * X.T @ (w * (X @ beta - y)) / {{size}})
""", ("gradient_shape", *GRADIENT_CELLS), "it returned None"),
    ("hw1", "gradient", """
def gradient(beta, X, y, w, alpha):
    return {{two_c}} * X @ (w * (X @ beta - y)) / {{size}}
""", ("gradient_shape", *GRADIENT_CELLS), "it stopped with ValueError"),
    ("hw1", "gradient", """
def gradient(beta, X, y, w):
    return {{two_c}} * X.T @ (w * (X @ beta - y)) / {{size}}
""", ("gradient_shape", *GRADIENT_CELLS), "is called with 5 arguments"),
    ("hw1", "loss", "loss = 3.5", ("loss_data", "loss_penalty"), "a function was expected"),
    ("hw1", "loss", """
def loss(beta, X, y, w, alpha):
    return ({{c}} * np.sum(w * (X @ beta - y) ** 2) + {{p}} * alpha * 0.37) / {{size}}
""", ("loss_penalty",), ""),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    history = [start]
    for t in range(T):
        start -= ({{rate_code}}) * slope(start)
        history.append(start)
    return history
""", ("descend_history",), ""),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    beta = start
    history = [beta.copy()]
    for t in range(T):
        beta -= ({{rate_code}}) * slope(beta)
        history.append(beta.copy())
    return np.array(history)
""", ("descend_history",), "changed its second argument"),
    ("hw1", "descend", """
def descend(slope, start, lr, T):
    history = []
    for t in range(T):
        start = start - ({{rate_code}}) * slope(start)
        history.append(start)
    return np.array(history)
""", ("descend_history",), ""),
    ("hw1", "minimum", """
def minimum(X, y, w, alpha):
    return np.full(X.shape[1], np.nan)
""", ("minimum_value",), "there is a nan"),
    ("hw1", "minimum", "def minimum(X, y, w, alpha):\n    pass", ("minimum_value",),
     "not attempted yet"),
    ("hw2", "rho", """
def rho(r, delta):
    return np.where(abs(r) <= delta, r**2, delta * abs(r))
""", ("rho_value",), ""),
    ("hw2", "rho_slope", """
def rho_slope(r, delta):
    if abs(r) <= delta:
        return r
    return delta
""", ("slope_near", "slope_far"), "it stopped with ValueError"),
    ("hw2", "epoch", """
def epoch(n, batch_size, rng):
    order = np.arange(n)
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
    if n % batch_size:
        {{rest_code}}
    return batches
""", ("epoch_rows",), "does not come from rng"),
    ("hw2", "epoch", """
def epoch(n, batch_size, rng):
    return rng.permutation(n)
""", ("epoch_sizes", "epoch_rows"), "a list of batches was expected"),
    ("hw2", "epoch", """
def epoch(n, batch_size, rng):
    order = np.random.permutation(n)
    batches = [order[k : k + batch_size] for k in range(0, n, batch_size)]
    if n % batch_size:
        {{rest_code}}
    return batches
""", ("epoch_rows",), "does not come from rng"),
    *(
        ("hw2", "epoch", EPOCH.replace("ORDER", order), ("epoch_rows",), "by chance it would be")
        for order in (
            "np.roll(np.arange(n), rng.integers(n))",
            "np.arange(n)[:: rng.choice([-1, 1])]",
            "np.append(0, 1 + rng.permutation(n - 1))",
            "np.append(rng.permutation(n - 1), n - 1)",
            "np.append(rng.permutation(n // 2), n // 2 + rng.permutation(n - n // 2))",
            "np.append(rng.permutation(np.arange(0, n, 2)), rng.permutation(np.arange(1, n, 2)))",
            "[i for k in range(0, n, batch_size) "
            "for i in rng.permutation(np.arange(k, min(k + batch_size, n)))]",
            "[i for k in rng.permutation(range(0, n, batch_size)) "
            "for i in range(k, min(k + batch_size, n))]",
            "np.r_[:n]; i, j = rng.choice(n, 2, replace=False); order[[i, j]] = order[[j, i]]",
        )
    ),
    ("hw2", "sgd", """
def sgd(gradient, start, batches, lr):
    for rows in batches:
        start = start - lr * gradient(start, rows)
    return start
""", ("sgd_average",), "The last point stands in the place of the average"),
    ("hw3", "prepare", """
def prepare(images):
    flat = images.reshape(len(images), -1)
    scaled = {{low}} + flat / 255 * {{width}}
    return np.column_stack([scaled, np.ones(len(images))])
""", ("prepare_type",), "yours are float64"),
    ("hw3", "stream_gradient", """
def stream_gradient(beta, blocks, alpha):
    blocks = list(blocks)
    X = np.vstack([X for X, y in blocks])
    y = np.concatenate([y for X, y in blocks])
    slope = {{two_c}} * X.T @ (X @ beta - y) / len(y)
    slope[:-1] += {{two_p}} * alpha * beta[:-1]
    return slope
""", ("stream_once",), "blocks were in memory at the same time"),
    ("hw3", "stream_gradient", """
def stream_gradient(beta, blocks, alpha):
    for X, y in blocks:
        return {{two_c}} * X.T @ (X @ beta - y) / len(y)
""", ("stream_value", "stream_once"), ""),
    *(
        ("hw3", "stream_gradient", KEEPING.replace("KEEP", keep), ("stream_once",),
         "24 of 24 blocks were in memory")
        for keep in (
            "X, y = np.append(X, A, axis=0), np.append(y, b)",
            "X, y = np.vstack([X, A]), np.concatenate([y, b])",
            "X, y = [*X, *A.copy()], [*y, *b.copy()]",
            "X, y = [*X, *A.tolist()], [*y, *b.tolist()]",
        )
    ),
    ("hw3", "column_scale", """
def column_scale(blocks):
    X = np.vstack([X for X, y in blocks])
    return list(column_scale_of_all(X))


def column_scale_of_all(X):
    blocks = [(X, None)]
    {{scale_code}}
""", ("scale_spread",), "blocks were in memory at the same time"),
    ("hw3", "column_scale", """
def column_scale(blocks):
    for X, y in blocks:
        center = X.mean(axis=0) if "{{low}}" else 0
    return center
""", ("scale_center", "scale_spread"), ""),
    ("hw3", "score", "def score(beta, X, y):\n    return X @ beta - y", ("score_value",),
     "the shape should be () (one number)"),
]  # fmt: skip
