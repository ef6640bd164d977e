#include <math.h>
#include <stdio.h>
typedef struct { double x, y, z, vx, vy, vz, mass; } Body;
#define PI 3.141592653589793
#define SM (4 * PI * PI)
#define YR 365.24
static Body bs[5] = {
  {0, 0, 0, 0, 0, 0, SM},
  {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * YR, 0.00769901118419740425 * YR, -0.0000690460016972063023 * YR, 0.000954791938424326609 * SM},
  {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411899 * YR, 0.00499852801234917238 * YR, 0.0000230417297573763929 * YR, 0.000285885980666130812 * SM},
  {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * YR, 0.00237847173959480950 * YR, -0.0000296589568540237556 * YR, 0.0000436624404335156298 * SM},
  {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * YR, 0.00162824170038242295 * YR, -0.0000951592254519715870 * YR, 0.0000515138902046611451 * SM}};
static double energy(void) {
  double e = 0;
  for (int i = 0; i < 5; i++) {
    Body *b = &bs[i];
    e += 0.5 * b->mass * (b->vx * b->vx + b->vy * b->vy + b->vz * b->vz);
    for (int j = i + 1; j < 5; j++) {
      Body *c = &bs[j];
      double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
      e -= b->mass * c->mass / sqrt(dx * dx + dy * dy + dz * dz);
    }
  }
  return e;
}
static void advance(double dt) {
  for (int i = 0; i < 5; i++) {
    Body *b = &bs[i];
    for (int j = i + 1; j < 5; j++) {
      Body *c = &bs[j];
      double dx = b->x - c->x, dy = b->y - c->y, dz = b->z - c->z;
      double d2 = dx * dx + dy * dy + dz * dz, mag = dt / (d2 * sqrt(d2));
      b->vx -= dx * c->mass * mag;
      b->vy -= dy * c->mass * mag;
      b->vz -= dz * c->mass * mag;
      c->vx += dx * b->mass * mag;
      c->vy += dy * b->mass * mag;
      c->vz += dz * b->mass * mag;
    }
  }
  for (int i = 0; i < 5; i++) {
    bs[i].x += dt * bs[i].vx;
    bs[i].y += dt * bs[i].vy;
    bs[i].z += dt * bs[i].vz;
  }
}
int main(void) {
  printf("%.9f\n", energy());
  for (int i = 0; i < 5000000; i++) {
    advance(0.01);
  }
  printf("%.9f\n", energy());
}
